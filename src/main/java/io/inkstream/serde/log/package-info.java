/** What is said in the log of records that cannot be used, without a line for each where they are many. */
package io.inkstream.serde.log;

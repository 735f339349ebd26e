/** Records as JSON, where a record's header says that it is, and text in a field of JSON. */
package io.inkstream.serde.json;

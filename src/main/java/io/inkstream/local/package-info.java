/**
 * A broker and a schema registry on this machine alone, for the demo, benchmarks and tests.
 */
package io.inkstream.local;

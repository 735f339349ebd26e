/**
 * The same network in ND4J's array operations: slower, easier to read, and what the portable engine is held against.
 */
package io.inkstream.engine.nd4j;

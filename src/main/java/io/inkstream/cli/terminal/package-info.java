/**
 * What commands share: the options of a connection, output for people and machines, progress, questions, and the program's folder. Nothing here does
 * anything by itself.
 */
package io.inkstream.cli.terminal;

/**
 * The commands of {@code bench}: they read what to measure, let {@code io.inkstream.bench} measure, and print tables.
 */
package io.inkstream.cli.bench;

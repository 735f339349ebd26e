/**
 * The commands of bin/inkstream.
 */
package io.inkstream.cli;

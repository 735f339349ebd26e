/**
 * {@code bin/inkstream}: the command line with its help and its errors, and the demo, which runs other commands. The packages below it have the commands,
 * by what they are about; each knows {@code terminal}, and none knows the command line that it is part of.
 */
package io.inkstream.cli;

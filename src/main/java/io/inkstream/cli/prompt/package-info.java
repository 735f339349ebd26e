/**
 * The commands that ask a generator: a prompt or a conversation, and the sessions that they leave.
 */
package io.inkstream.cli.prompt;

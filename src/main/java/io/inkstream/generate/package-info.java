/**
 * The generator topology: prompts in, continuations out.
 */
package io.inkstream.generate;

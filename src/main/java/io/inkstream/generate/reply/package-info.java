/** Replies made of what happened to prompts. */
package io.inkstream.generate.reply;

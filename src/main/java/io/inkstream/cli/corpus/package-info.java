/**
 * The commands about text: sending it, watching what is made of it, and saying that it is no news.
 */
package io.inkstream.cli.corpus;

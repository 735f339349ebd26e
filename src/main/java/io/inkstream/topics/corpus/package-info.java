/**
 * Text on its way into the corpus topic: read as UTF-8, cut into records, sent and acknowledged.
 */
package io.inkstream.topics.corpus;

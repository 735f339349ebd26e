/**
 * The pages of alerts and scored records: what is new in the stream, and what people said of it.
 */
package io.inkstream.ops.dashboard.news;

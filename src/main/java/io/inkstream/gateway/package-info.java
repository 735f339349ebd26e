/**
 * {@code POST /v1/completions} in the shape of OpenAI's API. A thin room: a request becomes a record of {@code prompts}, what comes of
 * it on {@code generated-text} becomes the response. It keeps no session and knows no model.
 */
package io.inkstream.gateway;

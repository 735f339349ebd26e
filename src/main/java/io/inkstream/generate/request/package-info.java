/** A prompt as it was asked, checked once. */
package io.inkstream.generate.request;

/** Replies scored by a second model. */
package io.inkstream.generate.shadow;

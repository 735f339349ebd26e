/**
 * The text that a mixture has read, as far back as it is kept, and where in it its newest characters stood before.
 */
package io.inkstream.mixture.history;

/**
 * The topics: their settings, making and reading them, and what a broker or registry says of them.
 */
package io.inkstream.topics;

/**
 * A text model that counts: experts for contexts of many kinds, mixed by weights that learn which of them is right, with the opinion of a
 * network among theirs. Knows the JDK alone, and gives the same bits on every one of them.
 */
package io.inkstream.mixture;

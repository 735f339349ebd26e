/** Finding the first line of each kind in a log whose lines are labelled with their kinds. */
package io.inkstream.bench.novelty;

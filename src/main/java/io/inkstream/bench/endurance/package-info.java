/** How a model fares that learns on and on: whether it begins a text, and goes on with it, as well when it is old. */
package io.inkstream.bench.endurance;

/** How soon prompts are answered, and how many per second: load from a process of its own on a broker, a registry and a generator. */
package io.inkstream.bench.prompts;

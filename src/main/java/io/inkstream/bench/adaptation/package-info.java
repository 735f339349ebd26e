/** What a session gains by adapting to its own text: texts divided into sessions, read with and without. */
package io.inkstream.bench.adaptation;

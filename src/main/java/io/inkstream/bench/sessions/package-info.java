/** What very many sessions take, and how soon they are back after a crash. */
package io.inkstream.bench.sessions;

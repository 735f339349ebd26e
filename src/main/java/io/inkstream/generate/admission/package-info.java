/** Whether a prompt is taken, and what its writing begins from. */
package io.inkstream.generate.admission;

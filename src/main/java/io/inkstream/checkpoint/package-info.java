/**
 * A checkpoint as a value: a safetensors file, its chunks, its manifest and its digest. What passes between trainer and
 * generator is a checkpoint and nothing else.
 */
package io.inkstream.checkpoint;

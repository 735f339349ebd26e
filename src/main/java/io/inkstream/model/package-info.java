/**
 * The network as a value: its shape, its parameters and the state that it carries from one character to the next.
 */
package io.inkstream.model;

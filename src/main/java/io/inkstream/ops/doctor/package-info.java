/**
 * Looks a set-up over, and says what to do about what it finds.
 */
package io.inkstream.ops.doctor;

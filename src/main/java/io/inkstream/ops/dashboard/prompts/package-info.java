/**
 * The pages of prompts and answers: asking from the browser, and what others asked and were told.
 */
package io.inkstream.ops.dashboard.prompts;

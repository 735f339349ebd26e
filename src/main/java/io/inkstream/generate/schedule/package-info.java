/** Which prompts are written when, a character of each per step. Knows neither Kafka nor stores. */
package io.inkstream.generate.schedule;

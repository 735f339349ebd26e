/** Sessions, replies for idempotency, prompts that wait, models: the only ones that touch Kafka's stores. */
package io.inkstream.generate.store;

/** A schema registry with Confluent's REST interface: its addresses, log-in and TLS, schemas and their ids. Knows no topic and no record. */
package io.inkstream.serde.registry;

/** Our schemas in a registry, under the subjects that our writers use: registered, checked, restored. */
package io.inkstream.serde.subjects;

/**
 * The commands of an operator: topics, schemas, settings, checks, and starting over.
 */
package io.inkstream.cli.admin;

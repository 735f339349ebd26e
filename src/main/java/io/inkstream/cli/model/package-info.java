/**
 * The commands about models: listing, verifying, comparing, promoting, exporting, importing, and making them forget.
 */
package io.inkstream.cli.model;

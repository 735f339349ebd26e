/**
 * Settings: each declared once, where its value comes from, profiles, secrets.
 */
package io.inkstream.config;

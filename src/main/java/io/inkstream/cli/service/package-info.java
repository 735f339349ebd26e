/**
 * The commands that run until they are stopped: trainer, generator, gateway, dashboard, and a broker on this machine. They start what other packages
 * build, and end it in order.
 */
package io.inkstream.cli.service;

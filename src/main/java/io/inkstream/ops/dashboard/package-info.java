/**
 * The web dashboard: reads the topics, and asks the instances for their health and metrics, so it can run anywhere and several times.
 */
package io.inkstream.ops.dashboard;

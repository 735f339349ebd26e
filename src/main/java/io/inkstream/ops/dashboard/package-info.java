/**
 * The web dashboard: reads the topics, and asks the instances for their health and metrics, so it can run anywhere and several times. Here are the server
 * with its routes and what is shown of the cluster; each group of pages has a package below, which knows {@code live} and none of the others.
 */
package io.inkstream.ops.dashboard;

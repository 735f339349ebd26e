/**
 * What is wrong, and since when: the instances' health and metrics, and what follows from both.
 */
package io.inkstream.ops.dashboard.health;

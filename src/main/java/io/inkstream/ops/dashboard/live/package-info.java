/**
 * Topics as they grow, and telling browsers of it: the newest records of a topic by key, and server-sent events.
 */
package io.inkstream.ops.dashboard.live;

/**
 * What the HTTP servers share: how they are started, who may ask, how the body of a request is read and checked, and that every error
 * is JSON. Knows nothing of what is served.
 */
package io.inkstream.http;

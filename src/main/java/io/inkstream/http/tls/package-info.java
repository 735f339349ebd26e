/** Keys and certificates of HTTPS, out of PEM files, for the servers and for those who ask them. */
package io.inkstream.http.tls;

/// The HTTP server: a [Listener] is one port with its routes, limits and TLS. Whatever happens on
/// it, from a malformed request line to a fault, is answered with JSON and a request id.
@NullMarked
package io.craton.vault.http.server;

import org.jspecify.annotations.NullMarked;

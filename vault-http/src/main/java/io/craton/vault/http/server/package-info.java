/// The HTTP server: a [Listener] is one port with its routes, limits and TLS. Whatever happens on
/// it, from a malformed request line to a fault, is answered with JSON and a request id.
///
/// Its threads are [Workers]: few compute at a time. Whatever a request waits for has to say so
/// ([io.craton.vault.core.port.Waiting]), or it has a place of another for a tenth of a second.
@NullMarked
package io.craton.vault.http.server;

import org.jspecify.annotations.NullMarked;

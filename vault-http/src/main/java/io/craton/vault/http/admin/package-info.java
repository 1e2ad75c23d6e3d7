/// The admin API, on a port of its own: health for load balancers and supervisors, status, the
/// state digest, bootstrap, transfer of leadership. What it asks of the node is [NodeAdmin].
///
/// Its answers are plain JSON objects; its errors come in the envelope of the public API.
@NullMarked
package io.craton.vault.http.admin;

import org.jspecify.annotations.NullMarked;

/// Use cases: what happens between a parsed request and its answer, on whichever node it arrived.
///
/// Every use case follows the same steps. The caller was authenticated behind the read barrier, so
/// local state holds everything acknowledged before the request arrived. The state is checked, the
/// HSM is asked, the state is checked *again*, and only then the answer leaves: a version revoked
/// meanwhile yields the rejection, not the signature. Writes do the HSM's part first, then propose
/// a command, and answer from the applied outcome.
///
/// A request that cannot be granted ends in [RequestRefused]; one that cannot be served now ends in
/// [io.craton.vault.core.port.Unavailable].
@NullMarked
package io.craton.vault.core.service;

import org.jspecify.annotations.NullMarked;

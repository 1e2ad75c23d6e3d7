/// A load generator for an HTTPS API: requests on connections that are kept, from one thread, as
/// fast as answers come (closed loop) or at a fixed rate (open loop), timed from when each was to
/// start.
///
/// It shares the machine with what it measures, so it is made to cost little, and says what it
/// costs: a selector and the TLS engine of the JDK, an answer is read for its status and its length
/// and thrown away. It knows nothing of the vault.
@NullMarked
package io.craton.vault.bench.load;

import org.jspecify.annotations.NullMarked;

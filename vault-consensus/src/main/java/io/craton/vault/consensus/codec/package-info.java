/// Commands, records and outcomes as bytes, and back. The layout is `craton/vault.proto`; the
/// classes generated from it stay inside this package and `codec.proto`. Encoding is deterministic:
/// equal values give equal bytes, which the digest of the state relies on. Decoding trusts nothing:
/// bytes that do not follow the layout, and values the domain refuses, are a
/// [CorruptBytesException]; an entry of a later format is a [NewerFormatException].
@NullMarked
package io.craton.vault.consensus.codec;

import org.jspecify.annotations.NullMarked;

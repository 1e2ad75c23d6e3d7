/// Fuzzing of decoders: [FuzzedDecoder] says what one promises, [DecoderFuzzer] holds it against
/// bytes that [ByteMutator] and [WireMutator] make of a [Corpus] of valid ones.
@NullMarked
package io.craton.vault.core.testing.fuzz;

import org.jspecify.annotations.NullMarked;

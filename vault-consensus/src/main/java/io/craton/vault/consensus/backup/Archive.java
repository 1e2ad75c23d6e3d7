package io.craton.vault.consensus.backup;

import io.craton.vault.core.bytes.Bytes;

/// An archive that was read to its end and is as it was written.
///
/// @param manifest what it says
/// @param manifestHash SHA-256 of the manifest's bytes
/// @param seal over that hash; who made it is not known before it was opened
public record Archive(Manifest manifest, Bytes manifestHash, Bytes seal) {}

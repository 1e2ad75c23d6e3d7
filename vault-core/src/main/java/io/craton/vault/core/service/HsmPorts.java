package io.craton.vault.core.service;

import io.craton.vault.core.algorithm.Algorithm;
import io.craton.vault.core.port.Encryptor;
import io.craton.vault.core.port.FormatPreserver;
import io.craton.vault.core.port.KeyExporter;
import io.craton.vault.core.port.KeyGenerator;
import io.craton.vault.core.port.KeyImporter;
import io.craton.vault.core.port.KeySearch;
import io.craton.vault.core.port.Sealer;
import io.craton.vault.core.port.Signer;
import io.craton.vault.core.port.SoftwareKeys;
import io.craton.vault.core.port.Verifier;

/// What use cases need of the HSM.
///
/// @param software the keys of what it cannot do
public record HsmPorts(
    KeyGenerator generator,
    KeyImporter importer,
    KeyExporter exporter,
    Signer signer,
    Verifier verifier,
    Encryptor encryptor,
    FormatPreserver formatPreserver,
    Sealer sealer,
    KeySearch search,
    SoftwareKeys software) {
  /// What verifies signatures of that algorithm.
  Verifier verifier(Algorithm algorithm) {
    return algorithm.software() ? software : verifier;
  }
}

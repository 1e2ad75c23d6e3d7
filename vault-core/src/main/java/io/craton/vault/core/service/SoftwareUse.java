package io.craton.vault.core.service;

import io.craton.vault.core.algorithm.Algorithm;
import io.craton.vault.core.bytes.Bytes;
import io.craton.vault.core.bytes.SecretBytes;
import io.craton.vault.core.decision.Rejection;
import io.craton.vault.core.id.VersionId;
import io.craton.vault.core.item.Material;
import io.craton.vault.core.item.PublicKey;
import io.craton.vault.core.port.AlgorithmUnsupported;
import io.craton.vault.core.port.KeyMaterial;
import io.craton.vault.core.port.KeyRefused;
import io.craton.vault.core.port.SoftwareKeys;
import io.craton.vault.core.port.Unavailable;
import io.craton.vault.core.service.CryptoService.KeyUsed;

/// Key pairs that are computed with outside the HSM: sealed under the key-encryption key as soon as
/// they are made, opened for one use at a time, and not at all while the configuration refuses
/// them. Thread-safe.
final class SoftwareUse {
  private final Views views;
  private final Values values;
  private final SoftwareKeys keys;

  SoftwareUse(Views views, HsmPorts hsm) {
    this.views = views;
    this.values = new Values(hsm);
    this.keys = hsm.software();
  }

  /// A new pair for that version.
  Material generate(Call call, Algorithm algorithm, VersionId version)
      throws RequestRefused, Unavailable {
    try (SoftwareKeys.Pair pair = keys.generate(algorithm, call.deadline())) {
      return sealed(call, version, pair);
    } catch (AlgorithmUnsupported e) {
      throw Refusals.unsupported(e);
    }
  }

  /// A pair that was made elsewhere, for that version.
  Material importPair(Call call, Algorithm algorithm, VersionId version, KeyMaterial.Pair given)
      throws RequestRefused, Unavailable {
    try {
      keys.requireAllowed(algorithm);
      KeyMaterial.Pair read =
          new KeyMaterial.Pair(importPublic(algorithm, given.publicKey()), given.privateKey());
      try (SoftwareKeys.Pair pair = keys.importPair(algorithm, read, call.deadline())) {
        return sealed(call, version, pair);
      }
    } catch (AlgorithmUnsupported e) {
      throw Refusals.unsupported(e);
    } catch (KeyRefused e) {
      throw new RequestRefused(Rejection.Code.PRIVATE_KEY_REFUSED, String.valueOf(e.getMessage()));
    }
  }

  /// A public key that was made elsewhere, as the vault keeps it.
  PublicKey importPublic(Algorithm algorithm, PublicKey given) throws RequestRefused {
    try {
      return keys.importPublic(algorithm, given);
    } catch (KeyRefused e) {
      throw new RequestRefused(Rejection.Code.PUBLIC_KEY_REFUSED, String.valueOf(e.getMessage()));
    }
  }

  /// The private key of that version. The caller closes it.
  SecretBytes open(Call call, KeyUsed used, Material.SoftwareKey key)
      throws RequestRefused, Unavailable, AlgorithmUnsupported {
    keys.requireAllowed(used.algorithm());
    Reading.Kek kek =
        views.read(call.caller(), reading -> reading.kekOfEarlier(key.privateKey().kek()));
    VersionId version = new VersionId(used.id(), used.version());
    return values.openKey(kek, version, key, call.deadline());
  }

  /// A signature with that version.
  Bytes sign(Call call, KeyUsed used, Material.SoftwareKey key, byte[] message)
      throws RequestRefused, Unavailable, AlgorithmUnsupported {
    try (SecretBytes privateKey = open(call, used, key)) {
      return keys.sign(privateKey, used.algorithm(), message, call.deadline());
    }
  }

  private Material sealed(Call call, VersionId version, SoftwareKeys.Pair pair)
      throws RequestRefused, Unavailable {
    Reading.Kek kek = views.read(call.caller(), Reading::currentKek);
    return new Material.SoftwareKey(
        values.sealKey(kek, version, pair.privateKey(), call.deadline()), pair.publicKey());
  }
}

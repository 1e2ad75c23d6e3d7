package io.craton.vault.core.service;

import io.craton.vault.core.algorithm.Algorithm;
import io.craton.vault.core.decision.Rejection;
import io.craton.vault.core.id.VersionId;
import io.craton.vault.core.item.ItemKind;
import io.craton.vault.core.item.Material;
import io.craton.vault.core.item.PublicKey;
import io.craton.vault.core.port.AlgorithmUnsupported;
import io.craton.vault.core.port.KeyGenerator;
import io.craton.vault.core.port.KeyImporter;
import io.craton.vault.core.port.KeyMaterial;
import io.craton.vault.core.port.KeyRefused;
import io.craton.vault.core.port.Unavailable;

/// Makes the material of a key's version, before it is proposed: in the HSM, or in software where
/// that is the algorithm's way. Thread-safe.
final class KeyMaking {
  private final KeyGenerator generator;
  private final KeyImporter importer;
  private final SoftwareUse software;

  KeyMaking(Views views, HsmPorts hsm) {
    this.generator = hsm.generator();
    this.importer = hsm.importer();
    this.software = new SoftwareUse(views, hsm);
  }

  /// A new key for that version.
  Material generate(Call call, ItemKind.Key key, VersionId version)
      throws RequestRefused, Unavailable {
    Algorithm algorithm = key.algorithm();
    if (algorithm.software()) {
      return software.generate(call, algorithm, version);
    }
    try {
      KeyGenerator.Generated generated =
          generator.generate(algorithm, key.exportable(), call.deadline());
      return new Material.HsmKey(generated.ref(), generated.publicKey());
    } catch (AlgorithmUnsupported e) {
      throw Refusals.unsupported(e);
    }
  }

  /// A key that was made elsewhere, for that version. The caller closes the material.
  Material imported(Call call, ItemKind.Key key, VersionId version, KeyMaterial material)
      throws RequestRefused, Unavailable {
    Algorithm algorithm = key.algorithm();
    if (algorithm.software() && material instanceof KeyMaterial.Pair pair) {
      return software.importPair(call, algorithm, version, pair);
    }
    try {
      if (material instanceof KeyMaterial.PublicOnly(PublicKey publicKey)) {
        requireUseOfPublicKey(key);
        if (algorithm.software()) {
          return new Material.PublicOnly(software.importPublic(algorithm, publicKey));
        }
        importer.requireVerifiable(algorithm, publicKey, call.deadline());
        return new Material.PublicOnly(publicKey);
      }
      KeyGenerator.Generated held =
          importer.importKey(algorithm, material, key.exportable(), call.deadline());
      return new Material.HsmKey(held.ref(), held.publicKey());
    } catch (AlgorithmUnsupported e) {
      throw Refusals.unsupported(e);
    } catch (KeyRefused e) {
      Rejection.Code code =
          switch (material) {
            case KeyMaterial.Pair pair -> Rejection.Code.PRIVATE_KEY_REFUSED;
            case KeyMaterial.Secret secret -> Rejection.Code.SECRET_KEY_REFUSED;
            case KeyMaterial.PublicOnly half -> Rejection.Code.PUBLIC_KEY_REFUSED;
          };
      throw new RequestRefused(code, String.valueOf(e.getMessage()));
    }
  }

  private static void requireUseOfPublicKey(ItemKind.Key key) throws KeyRefused {
    if (!key.algorithm().verifiesWithPublicKey()) {
      throw new KeyRefused(
          "a public key alone is of no use for the purpose "
              + key.algorithm().purpose().wireName());
    }
    if (key.exportable()) {
      throw new KeyRefused("an exportable key needs its private key");
    }
  }
}

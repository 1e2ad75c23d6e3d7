package io.craton.vault.node.simulation;

import io.craton.vault.core.algorithm.Algorithm;
import io.craton.vault.core.bytes.SecretBytes;
import io.craton.vault.core.item.KeyRef;
import io.craton.vault.core.item.PublicKey;
import io.craton.vault.core.port.Deadline;
import io.craton.vault.core.port.FormatPreserver;
import io.craton.vault.core.port.KeyExporter;
import io.craton.vault.core.port.KeyGenerator.Generated;
import io.craton.vault.core.port.KeyImporter;
import io.craton.vault.core.port.KeyMaterial;
import java.util.List;

/// What the workload does not ask of the HSM.
final class UnusedPorts implements KeyImporter, KeyExporter, FormatPreserver {
  @Override
  public Generated importKey(
      Algorithm algorithm, KeyMaterial material, boolean exportable, Deadline deadline) {
    throw new UnsupportedOperationException("no workload imports keys");
  }

  @Override
  public void requireVerifiable(Algorithm algorithm, PublicKey publicKey, Deadline deadline) {
    throw new UnsupportedOperationException("no workload imports keys");
  }

  @Override
  public SecretBytes exportKey(KeyRef key, Algorithm algorithm, Deadline deadline) {
    throw new UnsupportedOperationException("no workload exports keys");
  }

  @Override
  public List<byte[]> transform(
      KeyRef key,
      Algorithm algorithm,
      Direction direction,
      Tweak tweak,
      int radix,
      List<byte[]> texts,
      Deadline deadline) {
    throw new UnsupportedOperationException("no workload transforms texts");
  }
}

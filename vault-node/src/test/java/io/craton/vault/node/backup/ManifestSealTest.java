package io.craton.vault.node.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.craton.vault.consensus.backup.Archive;
import io.craton.vault.consensus.backup.Manifest;
import io.craton.vault.consensus.rocks.Applied;
import io.craton.vault.core.bytes.Bytes;
import io.craton.vault.core.bytes.SecretBytes;
import io.craton.vault.core.item.KeyRef;
import io.craton.vault.core.port.Deadline;
import io.craton.vault.core.port.Unavailable;
import io.craton.vault.core.testing.FakeHsm;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ManifestSealTest {
  private static final Bytes HASH = Bytes.copyOf(new byte[32]);

  private final FakeHsm hsm = new FakeHsm();
  private final ManifestSeal seal = new ManifestSeal(hsm);
  private KeyRef kek;

  @BeforeEach
  void makeKek() throws Exception {
    kek = hsm.generateKek(deadline());
  }

  private static Deadline deadline() {
    return Deadline.after(Duration.ofSeconds(20), System::nanoTime);
  }

  private Archive archive(Bytes hash, Bytes sealed) {
    SortedMap<Integer, KeyRef> keks = new TreeMap<>();
    keks.put(1, kek);
    Manifest manifest =
        new Manifest(
            new Manifest.Source("it", "node1", Instant.EPOCH, "test"),
            new Applied(1, 1),
            "00".repeat(32),
            new Manifest.Formats(1, 1),
            new Manifest.Keks(1, keks),
            List.of());
    return new Archive(manifest, hash, sealed);
  }

  @Test
  void whatTheHsmSealedIsGenuine() throws Exception {
    assertThat(seal.isGenuine(archive(HASH, seal.seal(kek, HASH)))).isTrue();
  }

  @Test
  void anotherManifestUnderTheSameSealIsNot() throws Exception {
    byte[] other = new byte[32];
    other[31] = 1;
    assertThat(seal.isGenuine(archive(Bytes.copyOf(other), seal.seal(kek, HASH)))).isFalse();
  }

  @Test
  void whatSomebodyElseSealedIsNot() throws Exception {
    KeyRef another = hsm.generateKek(deadline());
    assertThat(seal.isGenuine(archive(HASH, seal.seal(another, HASH)))).isFalse();
    assertThat(seal.isGenuine(archive(HASH, Bytes.copyOf(new byte[60])))).isFalse();
    assertThat(seal.isGenuine(archive(HASH, Bytes.utf8("s")))).isFalse();
  }

  /// A value of the vault is bound to its item, and is no seal.
  @Test
  void whatWasSealedForAnotherPurposeIsNot() throws Exception {
    Bytes value;
    try (SecretBytes hash = SecretBytes.takeOver(HASH.toArray())) {
      value = hsm.seal(kek, hash, Bytes.utf8("craton/value/1"), deadline());
    }
    assertThat(seal.isGenuine(archive(HASH, value))).isFalse();
  }

  @Test
  void anHsmWithoutTheKeyCannotSay() throws Exception {
    Archive archive = archive(HASH, seal.seal(kek, HASH));
    hsm.destroy(kek, deadline());
    assertThatThrownBy(() -> seal.isGenuine(archive)).isInstanceOf(Unavailable.class);
  }
}

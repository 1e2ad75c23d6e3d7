package io.craton.vault.core.service;

import io.craton.vault.core.Limits;
import io.craton.vault.core.bytes.Bytes;
import io.craton.vault.core.command.Command.Resealed;
import io.craton.vault.core.id.KekVersion;
import io.craton.vault.core.id.VersionId;
import io.craton.vault.core.item.KeyRef;
import io.craton.vault.core.item.Material;
import io.craton.vault.core.port.Deadline;
import io.craton.vault.core.port.Unavailable;
import io.craton.vault.core.state.StateView;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What a leader does to have values sealed under the current key-encryption key, up to the
/// command. Thread-safe.
public final class Resealing {
  /// Ciphertext of one command, unless a single one is longer: far below what an entry may have, so
  /// that writes of callers do not wait for it.
  private static final int BYTES = 64 * 1024;

  private final Values values;

  public Resealing(HsmPorts hsm) {
    this.values = new Values(hsm);
  }

  /// Two generations, and where the HSM keeps them.
  public record Step(KekVersion from, KeyRef fromKey, KekVersion to, KeyRef toKey) {}

  /// A version that is sealed under the older one.
  public record Old(VersionId id, Material material) {}

  /// What there is to do: from the oldest generation in use to the current one. Empty when
  /// everything is sealed under that.
  public static Optional<Step> next(StateView view) {
    Optional<KekVersion> oldest = view.oldestKekInUse();
    Optional<KekVersion> current = view.currentKek();
    if (oldest.isEmpty() || oldest.equals(current)) {
      return Optional.empty();
    }
    KekVersion to = current.orElseThrow();
    return Optional.of(new Step(oldest.get(), ref(view, oldest.get()), to, ref(view, to)));
  }

  private static KeyRef ref(StateView view, KekVersion version) {
    return view.kek(version)
        .orElseThrow(
            () -> new IllegalStateException("no record of key-encryption key " + version.value()));
  }

  /// The versions after `after` that fit into one command; empty when there are none.
  public static List<Old> batch(StateView view, Step step, Optional<VersionId> after) {
    List<Old> batch = new ArrayList<>();
    int bytes = 0;
    for (VersionId id : view.sealedUnder(step.from, after, Limits.RESEALED_PER_COMMAND)) {
      Material material =
          view.version(id)
              .flatMap(version -> version.state().heldMaterial())
              .orElseThrow(() -> new IllegalStateException("nothing of " + id + " is held"));
      bytes += material.sealedPart().map(part -> part.ciphertext().size()).orElse(0);
      if (bytes > BYTES && !batch.isEmpty()) {
        break;
      }
      batch.add(new Old(id, material));
    }
    return batch;
  }

  /// The value sealed anew. It is in this process's memory for that time.
  ///
  /// @throws IllegalStateException when it does not open: it is damaged
  public Resealed reseal(Step step, Old old, Deadline deadline) throws Unavailable {
    Bytes ciphertext = values.reseal(step.fromKey, step.toKey, old.id, old.material, deadline);
    return new Resealed(old.id, step.from, ciphertext);
  }
}

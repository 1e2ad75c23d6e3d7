package io.craton.vault.bench;

import static io.craton.vault.bench.Report.say;

import io.craton.vault.core.algorithm.Algorithm;
import io.craton.vault.core.id.ItemId;
import io.craton.vault.core.item.FolderPath;
import io.craton.vault.core.item.ItemKind;
import io.craton.vault.core.port.Unavailable;
import io.craton.vault.core.rotation.RotationSettings;
import io.craton.vault.core.service.CryptoService;
import io.craton.vault.core.service.CryptoService.KeyChoice;
import io.craton.vault.core.service.HsmPorts;
import io.craton.vault.core.service.ItemWriter;
import io.craton.vault.core.service.RequestRefused;
import io.craton.vault.hsm.Hsm;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/// Question: what does a caller who signs notice of many keys that come due at one instant?
///
/// Keys for ES256 get a policy of a month each; then the vault's clock is put forward by as much
/// while one caller signs at a steady pace. His calls are timed from when they were to begin: one
/// that waits for the call before it counts from then.
///
/// `-Dcraton.rotation.keys=N`, `-Dcraton.rotation.pace=CALLS_PER_SECOND`,
/// `-Dcraton.rotation.calm=SECONDS` before and after.
final class RotationStorm {
  private static final int KEYS = Integer.getInteger("craton.rotation.keys", 1_000);
  private static final int PACE = Integer.getInteger("craton.rotation.pace", 100);
  private static final Duration CALM = Duration.ofSeconds(Long.getLong("craton.rotation.calm", 30));

  /// Not measured: the compiler has its work then.
  private static final int CALLS_BEFORE = 3_000;

  private static final Duration LONGEST = Duration.ofMinutes(30);
  private static final Duration NO_SWEEP = Duration.ofDays(1);
  private static final Duration PERIOD = Duration.ofDays(30);
  private static final byte[] MESSAGE = new byte[256];
  private static final ItemKind ES256 =
      new ItemKind.Key(Algorithm.SIGN_ES256, false, Optional.empty());

  private final AtomicReference<Duration> ahead = new AtomicReference<>(Duration.ZERO);
  private final RocksVault vault;
  private final ItemWriter writer;
  private final CryptoService crypto;
  private final KeyChoice signing;

  private RotationStorm(Path directory, HsmPorts hsm) throws Exception {
    this.vault = new RocksVault(directory, hsm, () -> Instant.now().plus(ahead.get()));
    this.writer = new ItemWriter(vault.replica(), hsm, vault.sources());
    this.crypto = new CryptoService(vault.replica(), hsm, vault.sources());
    this.signing = new KeyChoice(newKey(RotationSettings.INHERITED), Optional.empty());
  }

  /// Measures and prints.
  static void measure(Path directory, Hsm hsm) throws Exception {
    RotationStorm storm = new RotationStorm(directory, hsm.ports());
    try {
      storm.run(hsm);
    } finally {
      storm.vault.close();
    }
  }

  private ItemId newKey(RotationSettings rotation) throws RequestRefused, Unavailable {
    return writer
        .generateKey(
            vault.call(), RocksVault.draft(ES256, FolderPath.ROOT, Optional.empty(), rotation))
        .item()
        .id();
  }

  private void run(Hsm hsm) throws Exception {
    List<Long> making = new ArrayList<>();
    for (int i = 0; i < KEYS; i++) {
      long start = System.nanoTime();
      newKey(RotationMeasurement.every(PERIOD.toDays() + "d"));
      making.add(System.nanoTime() - start);
    }
    say("%,d keys that come due at once, and %,d signatures a second", KEYS, PACE);
    say("  make a key                   %s", Report.spread(making));
    for (int i = 0; i < CALLS_BEFORE; i++) {
      sign();
    }
    try (BenchLeader leader = new BenchLeader(vault, hsm, NO_SWEEP)) {
      List<Long> before = signFor(CALM);
      ahead.set(PERIOD);
      long start = System.nanoTime();
      List<Long> during =
          sign(() -> leader.rotations() < KEYS && System.nanoTime() - start < LONGEST.toNanos());
      double seconds = (System.nanoTime() - start) / 1e9;
      if (leader.rotations() != KEYS) {
        throw new IllegalStateException("expected " + KEYS + ", found " + leader.rotations());
      }
      List<Long> after = signFor(CALM);
      if (leader.rotations() != KEYS) {
        throw new IllegalStateException("a key was rotated twice");
      }
      say("  sign before                  %s", Report.spread(before));
      say("  sign during                  %s", Report.spread(during));
      say("  sign after                   %s", Report.spread(after));
      say(
          "  p99 during, of that before   %.1f times",
          (double) Report.quantile(during, 99) / Report.quantile(before, 99));
      say("  all rotated after            %.1f s, %.1f a second", seconds, KEYS / seconds);
    }
  }

  private List<Long> signFor(Duration time) throws RequestRefused, Unavailable {
    long start = System.nanoTime();
    return sign(() -> System.nanoTime() - start < time.toNanos());
  }

  private List<Long> sign(BooleanSupplier goOn) throws RequestRefused, Unavailable {
    List<Long> nanos = new ArrayList<>();
    long step = Duration.ofSeconds(1).toNanos() / PACE;
    long next = System.nanoTime();
    while (goOn.getAsBoolean()) {
      long begin = await(next);
      sign();
      nanos.add(System.nanoTime() - begin);
      next += step;
    }
    return nanos;
  }

  /// @return when the call was to begin. That the timer of this machine was late is not the vault's
  private static long await(long planned) {
    long now = System.nanoTime();
    if (now - planned >= 0) {
      return planned;
    }
    while (now - planned < 0) {
      LockSupport.parkNanos(planned - now);
      now = System.nanoTime();
    }
    return now;
  }

  private void sign() throws RequestRefused, Unavailable {
    var _ = crypto.sign(vault.call(), signing, MESSAGE);
  }
}

package io.craton.vault.core.testing.fuzz;

import com.sun.management.ThreadMXBean;
import io.craton.vault.core.bytes.Bytes;
import io.craton.vault.core.testing.fuzz.FuzzedDecoder.Encoded;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// Gives decoders changed bytes for some seconds, and fails when one breaks a promise. It prints
/// its seed; each input has one of its own, with which a failure is seen again at once:
/// `-Dcraton.seed=N`. `-Dcraton.fuzz.seconds=N` says how long each class of tests fuzzes.
public final class DecoderFuzzer {
  /// For one input, of which decoders need microseconds.
  private static final Duration LONGEST_TURN = Duration.ofSeconds(20);

  private static final Duration LOOK = Duration.ofMillis(200);

  /// However slow the machine is.
  private static final int LEAST_ROUNDS = 200;

  /// What is above a bound is looked at again: the first time, classes may have been loaded.
  private static final int MEASUREMENTS = 4;

  private static final int LONGEST_SHOWN = 2_000;

  private final String title;
  private final List<Target> targets = new ArrayList<>();
  private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
  private final AtomicReference<@Nullable Case> current = new AtomicReference<>();
  private final AtomicLong finished = new AtomicLong();
  private final Duration longestTurn;

  /// A fuzzer of decoders with the corpora of their names.
  ///
  /// @param title of the class of tests
  public DecoderFuzzer(String title, List<FuzzedDecoder> decoders) {
    this(title, LONGEST_TURN);
    for (FuzzedDecoder decoder : decoders) {
      targets.add(new Target(decoder, List.copyOf(Corpus.of(decoder.name()).encodings().values())));
    }
  }

  /// For tests of itself: with other corpora.
  DecoderFuzzer(FuzzedDecoder decoder, List<Bytes> corpus, Duration longestTurn) {
    this("DecoderFuzzerTest", longestTurn);
    targets.add(new Target(decoder, corpus));
  }

  private DecoderFuzzer(String title, Duration longestTurn) {
    this.title = title;
    this.longestTurn = longestTurn;
  }

  /// A decoder, what its inputs are made of, and what became of them.
  private static final class Target {
    private final FuzzedDecoder decoder;
    private final List<Bytes> corpus;
    private long refused;
    private long taken;

    Target(FuzzedDecoder decoder, List<Bytes> corpus) {
      this.decoder = decoder;
      this.corpus = corpus;
    }
  }

  /// One input for one decoder.
  private record Case(FuzzedDecoder decoder, long seed, Bytes input) {
    AssertionError failure(String what, Throwable cause) {
      String hex = input.toHex();
      return new AssertionError(
          "%s, craton.seed=%d: %s; %d bytes %s"
              .formatted(
                  decoder,
                  seed,
                  what,
                  input.size(),
                  hex.length() > LONGEST_SHOWN ? hex.substring(0, LONGEST_SHOWN) + "…" : hex),
          cause);
    }
  }

  /// Fuzzes for so many seconds, when no property says otherwise.
  public void run(int seconds) throws InterruptedException {
    run(
        Long.getLong("craton.seed", new Random().nextLong()),
        Duration.ofSeconds(Integer.getInteger("craton.fuzz.seconds", seconds)));
  }

  @SuppressWarnings("SystemOut")
  void run(long seed, Duration length) throws InterruptedException {
    FutureTask<Long> work = new FutureTask<>(() -> fuzz(seed, length));
    Thread worker = Thread.ofPlatform().daemon().name("fuzzer").start(work);
    long seen = -1;
    // Looks, not time: a machine that stands still is no decoder that does not end.
    int looks = 0;
    while (true) {
      try {
        long inputs = work.get(LOOK.toMillis(), TimeUnit.MILLISECONDS);
        System.out.printf("%s: craton.seed=%d, %,d inputs%n", title, seed, inputs);
        requireBothOutcomes();
        return;
      } catch (TimeoutException e) {
        looks = finished.get() == seen ? looks + 1 : 0;
        seen = finished.get();
        if (LOOK.multipliedBy(looks).compareTo(longestTurn) >= 0) {
          failStuck(work, worker);
        }
      } catch (ExecutionException e) {
        throw e.getCause() instanceof AssertionError failure
            ? failure
            : new AssertionError(title + ", craton.seed=" + seed, e.getCause());
      }
    }
  }

  private void failStuck(FutureTask<Long> work, Thread worker) {
    Case now = current.get();
    if (now != null) {
      Throwable stack = new IllegalStateException("where it is");
      stack.setStackTrace(worker.getStackTrace());
      work.cancel(true);
      throw now.failure("no end after " + longestTurn, stack);
    }
  }

  /// Or nothing would be changed, or a decoder take nothing at all.
  private void requireBothOutcomes() {
    for (Target target : targets) {
      if (target.refused == 0 || target.taken == 0) {
        throw new AssertionError(
            "%s refused %d inputs and took %d"
                .formatted(target.decoder, target.refused, target.taken));
      }
    }
  }

  private long fuzz(long seed, Duration length) {
    long end = System.nanoTime() + length.toNanos();
    long inputs = 0;
    for (long round = 0; round < LEAST_ROUNDS || System.nanoTime() < end; round++) {
      long own = seed + round;
      for (Target target : targets) {
        Bytes input = Bytes.copyOf(target.decoder.input(target.corpus, new Chance(own)));
        Case next = new Case(target.decoder, own, input);
        current.set(next);
        if (isTaken(next)) {
          target.taken++;
        } else {
          target.refused++;
        }
        inputs = finished.incrementAndGet();
      }
    }
    current.set(null);
    return inputs;
  }

  private boolean isTaken(Case now) {
    try {
      Encoded decoded = measured(now);
      byte[] expected = now.decoder.canonical().apply(now.input.toArray());
      byte[] again = decoded.encode();
      if (!Arrays.equals(again, expected)) {
        throw now.failure(
            "was read as " + HexFormat.of().formatHex(again), new IllegalStateException("other"));
      }
      return true;
    } catch (Refused e) {
      return false;
    }
  }

  /// The input was refused as it may be.
  private static final class Refused extends Exception {
    private static final long serialVersionUID = 1;
  }

  private Encoded measured(Case now) throws Refused {
    long bound = now.decoder.memory().bound(now.input.size());
    for (int left = MEASUREMENTS; ; left--) {
      byte[] input = now.input.toArray();
      long before = threads.getCurrentThreadAllocatedBytes();
      Throwable thrown = null;
      Encoded decoded = null;
      try {
        decoded = now.decoder.turn().decode(input);
      } catch (Exception | Error e) {
        thrown = e;
      }
      long allocated = threads.getCurrentThreadAllocatedBytes() - before;
      if (allocated > bound && left > 1) {
        continue;
      }
      if (allocated > bound) {
        throw now.failure(
            "allocated " + allocated + " bytes, at most " + bound + " are promised",
            new IllegalStateException("too much"));
      }
      if (decoded != null) {
        return decoded;
      }
      if (thrown != null && now.decoder.refusals().contains(thrown.getClass())) {
        throw new Refused();
      }
      throw now.failure("refused by " + thrown, thrown == null ? new Throwable() : thrown);
    }
  }
}

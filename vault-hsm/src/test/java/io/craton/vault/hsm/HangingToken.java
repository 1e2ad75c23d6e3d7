package io.craton.vault.hsm;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import io.craton.vault.core.algorithm.Algorithm;
import io.craton.vault.core.port.AlgorithmUnsupported;
import io.craton.vault.core.port.Deadline;
import io.craton.vault.core.port.KeyGenerator.Generated;
import io.craton.vault.core.port.Unavailable;
import io.craton.vault.core.port.Unavailable.Reason;
import io.craton.vault.hsm.HsmHealth.State;
import io.craton.vault.hsm.pkcs11.Binding;
import io.craton.vault.hsm.pkcs11.Cryptoki;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/// The process of [HangingTokenTest]: a library in whose function list `pause()` of the C library
/// stands for `C_Sign`. Ends with 0 if everything was as it says.
final class HangingToken {
  private static final Algorithm ES256 = Algorithm.SIGN_ES256;
  private static final int SIGN = 43;
  private static final int SESSIONS = 3;
  private static final Duration LONG = Duration.ofSeconds(10);
  private static final Duration ALLOWANCE = Duration.ofMillis(200);

  private final Hsm hsm;
  private final Generated key;
  private final AtomicInteger toHang;
  private final Way way;

  private HangingToken(Hsm hsm, Generated key, AtomicInteger toHang, Way way) {
    this.hsm = hsm;
    this.key = key;
    this.toHang = toHang;
    this.way = way;
  }

  public static void main(String[] arguments) throws Throwable {
    HsmConfig config = TestToken.ofEnvironment().config(Binding.FFM);
    HsmConfig.Pool pool =
        new HsmConfig.Pool(SESSIONS, Duration.ofSeconds(2), Duration.ofSeconds(1));
    HsmConfig own =
        new HsmConfig(config.library(), config.tokenLabel(), config.cluster(), config.pin(), pool);
    Intercepted library = new Intercepted(Binding.FFM.load(TestToken.LIBRARY));
    Cryptoki hanging = hanging();
    AtomicInteger toHang = new AtomicInteger();
    library.hook((call, given) ->
        call.equals("sign") && toHang.getAndUpdate(left -> Math.max(0, left - 1)) > 0
            ? hanging.sign((long) given[0], (byte[]) given[1], (int) given[2])
            : null);
    Hsm hsm = Hsm.open(own, library.proxy(), InstantSource.system(), System::nanoTime);
    Generated key = hsm.keyGenerator().generate(ES256, false, within(Duration.ofSeconds(30)));
    new HangingToken(hsm, key, toHang, Way.valueOf(arguments[0])).run();
  }

  /// The same library, loaded while its function list is another.
  @SuppressWarnings("restricted")
  private static Cryptoki hanging() throws Throwable {
    Linker linker = Linker.nativeLinker();
    MemorySegment get =
        SymbolLookup.libraryLookup(TestToken.LIBRARY, Arena.global())
            .findOrThrow("C_GetFunctionList");
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment out = arena.allocate(ADDRESS);
      var _ =
          (long)
              linker
                  .downcallHandle(get, FunctionDescriptor.of(JAVA_LONG, ADDRESS))
                  .invokeExact(out);
      long offset = 8 + SIGN * ADDRESS.byteSize();
      MemorySegment list = out.get(ADDRESS, 0).reinterpret(offset + ADDRESS.byteSize());
      MemorySegment sign = list.get(ADDRESS, offset);
      list.set(ADDRESS, offset, linker.defaultLookup().findOrThrow("pause"));
      Cryptoki hanging = Binding.FFM.load(TestToken.LIBRARY);
      list.set(ADDRESS, offset, sign);
      return hanging;
    }
  }

  private static Deadline within(Duration duration) {
    return Deadline.after(duration, System::nanoTime);
  }

  private void run() throws Exception {
    require(signs(LONG).isEmpty(), "it signs");
    toHang.set(1);
    long millis =
        timed("one call hangs, its caller waited", Duration.ofMillis(500), Reason.DEADLINE);
    require(millis < 5_000, "the caller gets away");
    require(hsm.metrics().timeouts() == 1, "it is counted");
    System.gc();
    require(signs(LONG).isEmpty(), "the other sessions sign");
    require(hsm.health().state() == State.READY, "it is ready");

    // As many as there are sessions left; the health check may be one of them.
    toHang.set(SESSIONS - 1);
    awaitNotReady();
    millis = timed("all calls hang, a caller waited", LONG, Reason.HSM_DOWN);
    require(millis < LONG.dividedBy(2).toMillis(), "the caller is refused");
    millis = timed("all calls hang still, a caller waited", LONG, Reason.HSM_DOWN);
    require(millis < HsmLimits.RECOVERY_WAIT.dividedBy(2).toMillis(), "he is refused at once");

    long start = System.nanoTime();
    hsm.close();
    say("all calls hang, closing took %d ms", Duration.ofNanos(System.nanoTime() - start));
    say("ended", Duration.ZERO);
  }

  /// Why not; empty when it did. As a watched caller does not come back, this answers in its place.
  private Optional<Unavailable> signs(Duration patience) throws Exception {
    CompletableFuture<Optional<Unavailable>> answer = new CompletableFuture<>();
    Thread.ofPlatform()
        .daemon()
        .start(() -> {
          try {
            answer.complete(signsHere(patience));
          } catch (RuntimeException | AlgorithmUnsupported e) {
            answer.completeExceptionally(e);
          }
        });
    if (way == Way.DIRECT) {
      var _ =
          answer.completeOnTimeout(
              Optional.of(new Unavailable(Reason.DEADLINE, "watched", ALLOWANCE)),
              patience.plus(ALLOWANCE).toMillis(),
              TimeUnit.MILLISECONDS);
    }
    return answer.get();
  }

  private Optional<Unavailable> signsHere(Duration patience) throws AlgorithmUnsupported {
    try {
      var _ = hsm.signer().sign(key.ref(), ES256, new byte[1], way.within(patience));
      return Optional.empty();
    } catch (Unavailable e) {
      return Optional.of(e);
    }
  }

  private long timed(String what, Duration patience, Reason expected) throws Exception {
    long start = System.nanoTime();
    Unavailable refusal = signs(patience).orElseThrow();
    Duration took = Duration.ofNanos(System.nanoTime() - start);
    require(refusal.reason() == expected, what + ": " + refusal);
    require(refusal.retryAfter().isPositive(), "it says when to try again");
    say(what + " %d ms", took);
    return took.toMillis();
  }

  private void awaitNotReady() throws Exception {
    Deadline deadline = within(Duration.ofSeconds(60));
    while (hsm.health().state() == State.READY) {
      require(!deadline.expired(), "a check notices");
      var _ = signs(Duration.ofMillis(500));
      LockSupport.parkNanos(Duration.ofMillis(10).toNanos());
    }
  }

  private static void require(boolean held, String what) {
    if (!held) {
      throw new IllegalStateException("not so: " + what);
    }
  }

  @SuppressWarnings("SystemOut") // What the other process reads.
  private static void say(String what, Duration took) {
    System.out.println(what.formatted(took.toMillis()));
  }
}

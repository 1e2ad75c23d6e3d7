package io.craton.vault.hsm;

import io.craton.vault.core.port.Unavailable;
import io.craton.vault.hsm.HsmOpenException.Kind;
import io.craton.vault.hsm.pkcs11.Binding.LibraryNotLoadable;
import io.craton.vault.hsm.pkcs11.Cryptoki;
import io.craton.vault.hsm.pkcs11.TokenInfo;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.function.LongSupplier;

/// Tries a token as a node would at its start, and leaves it as it was: no key stays in it, not
/// even the sentinel. Works beside running nodes, in a process of its own.
public final class HsmProbe {
  private HsmProbe() {}

  /// What was found.
  ///
  /// @param algorithms every algorithm, in the order of the catalogue
  /// @param wraps whether keys can be exported, which needs AES-KWP
  /// @param lifecycle whether keys can be told not to be copied
  /// @param opening how long it took to load the library and log in
  /// @param trials how long all trials took
  public record Report(
      TokenInfo token,
      List<AlgorithmSupport> algorithms,
      boolean wraps,
      boolean lifecycle,
      Duration opening,
      Duration trials) {
    public Report {
      algorithms = List.copyOf(algorithms);
    }
  }

  /// Loads the library, logs in once, and tries every algorithm. On return the library is closed
  /// and the PIN erased.
  ///
  /// @param clock dates the key that is made and destroyed
  /// @param nanoTime a monotonic clock, as `System::nanoTime`
  public static Report run(HsmConfig config, InstantSource clock, LongSupplier nanoTime)
      throws HsmOpenException {
    long start = nanoTime.getAsLong();
    Engine engine = Engine.create(config, load(config), clock, nanoTime);
    try {
      engine.start();
      long opened = nanoTime.getAsLong();
      String label = TokenKeys.trialLabel(config.labelPrefix(), clock);
      MechanismTable table = new Probe(engine.lanes(), label, new Findings(), nanoTime).run();
      long tried = nanoTime.getAsLong();
      TokenInfo token =
          engine
              .library()
              .token()
              .orElseThrow(() -> new IllegalStateException("a token without a description"));
      return new Report(
          token,
          table.support(),
          table.wrapping().isPresent(),
          table.lifecycle(),
          Duration.ofNanos(opened - start),
          Duration.ofNanos(tried - opened));
    } catch (Unavailable e) {
      throw Opening.failure(e);
    } finally {
      engine.close();
    }
  }

  private static Cryptoki load(HsmConfig config) throws HsmOpenException {
    HsmConfig.Library library = config.library();
    try {
      return library.binding().load(library.path(), library.arguments());
    } catch (LibraryNotLoadable e) {
      config.pin().close();
      throw new HsmOpenException(
          Kind.LIBRARY_NOT_LOADABLE, String.valueOf(e.getMessage()), false, e);
    }
  }
}

package io.craton.vault.bench;

import io.craton.vault.core.algorithm.Algorithm;
import io.craton.vault.core.port.AlgorithmUnsupported;
import io.craton.vault.core.port.Unavailable;
import io.craton.vault.core.service.RequestRefused;
import io.craton.vault.hsm.pkcs11.Binding;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/// A token of a trial with a vault on it. The benchmarks' states add what they ask of it.
@State(Scope.Benchmark)
public abstract class Setting {
  /// The way into the library.
  @Param("FFM")
  public Binding binding = Binding.FFM;

  private @Nullable BenchToken token;
  private @Nullable BenchVault vault;

  /// Makes the token, the vault and the key.
  @Setup(Level.Trial)
  public void open() throws RequestRefused, Unavailable, AlgorithmUnsupported {
    BenchToken opened = BenchToken.open(binding);
    token = opened;
    open(opened);
  }

  /// The same on a token that stays open.
  void open(BenchToken opened) throws RequestRefused, Unavailable, AlgorithmUnsupported {
    BenchVault made = BenchVault.on(opened, algorithm());
    vault = made;
    prepare(made);
  }

  /// What its key is for.
  abstract Algorithm algorithm();

  /// Makes what the operations take.
  abstract void prepare(BenchVault made) throws Unavailable, AlgorithmUnsupported;

  BenchVault vault() {
    return present(vault);
  }

  /// What the setup has made.
  static <T> T present(@Nullable T value) {
    return Optional.ofNullable(value).orElseThrow();
  }

  /// Removes the token.
  @TearDown(Level.Trial)
  public void close() {
    present(token).close();
  }
}

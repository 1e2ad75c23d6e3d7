package io.craton.vault.bench;

import io.craton.vault.core.algorithm.Algorithm;
import io.craton.vault.core.port.AlgorithmUnsupported;
import io.craton.vault.core.port.Deadline;
import io.craton.vault.core.port.Unavailable;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/// Question: what does the HSM layer cost when the token costs nothing? `handOver` is the way of a
/// call to a thread of the layer, and of its result back; `direct` is the same by a watched caller,
/// who borrows a session and goes no way.
///
/// An empty message in CFB mode has no blocks, so it is decrypted without a call to the token.
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 2, time = 2)
@Measurement(iterations = 5, time = 3)
@Fork(1)
public class HandOverBenchmark {
  private static final byte[] NO_DATA = new byte[0];
  private static final byte[] EMPTY_MESSAGE = new byte[16];

  /// A token and a vault with a key for CFB.
  @State(Scope.Benchmark)
  public static class CfbSetting extends Setting {
    @Override
    Algorithm algorithm() {
      return Algorithm.ENCRYPT_AES_CFB_256;
    }

    @Override
    void prepare(BenchVault made) {}
  }

  /// There and back.
  @Benchmark
  public boolean handOver(CfbSetting setting) throws Unavailable, AlgorithmUnsupported {
    return decrypts(setting.vault(), BenchToken.unwatchedDeadline());
  }

  /// To a session and back.
  @Benchmark
  public boolean direct(CfbSetting setting) throws Unavailable, AlgorithmUnsupported {
    return decrypts(setting.vault(), BenchToken.deadline());
  }

  private static boolean decrypts(BenchVault vault, Deadline deadline)
      throws Unavailable, AlgorithmUnsupported {
    return vault
        .hsm()
        .encryptor()
        .decrypt(vault.key().ref(), vault.algorithm(), EMPTY_MESSAGE, NO_DATA, deadline)
        .isPresent();
  }
}

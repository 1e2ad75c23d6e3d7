package io.craton.vault.bench;

import io.craton.vault.bench.EncryptBenchmark.EncryptSetting;
import io.craton.vault.bench.SignBenchmark.SignSetting;
import io.craton.vault.bench.baseline.Baseline;
import io.craton.vault.core.algorithm.Algorithm;
import io.craton.vault.core.algorithm.Purpose;
import io.craton.vault.hsm.pkcs11.Binding;
import io.craton.vault.hsm.pkcs11.Cryptoki;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/// Question: how many operations a second does the token alone do on these cores, and how much of
/// their time does one take?
///
/// The calls are those of `binding` in [SignBenchmark] and [EncryptBenchmark], each thread with a
/// session of its own, on a token that this process makes. A [Baseline] for a node: `main` takes
/// the number of threads, and a question is the name of an algorithm, the seconds before it counts,
/// and the seconds that count; the answer operations a second, and microseconds of CPU time of one.
/// That is the time of the calling threads: compiler and collector are not in it.
public final class RawCalls {
  private static final double NANOS_PER_SECOND = 1e9;
  private static final double NANOS_PER_MICRO = 1e3;
  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

  private RawCalls() {}

  /// What one thread did.
  private record Done(long operations, long cpuNanos, long nanos) {}

  /// Answers until the input ends.
  public static void main(String[] arguments) throws Exception {
    int callers = Integer.parseInt(arguments[0]);
    try (BenchToken token = BenchToken.open(Binding.FFM);
        ExecutorService threads = Executors.newFixedThreadPool(callers)) {
      Map<String, List<Callable<byte[]>>> made = new HashMap<>();
      Baseline.serve(words -> {
        String algorithm = words.get(0);
        if (!made.containsKey(algorithm)) {
          made.put(algorithm, calls(token, algorithm, callers));
        }
        List<Callable<byte[]>> calls = made.getOrDefault(algorithm, List.of());
        var _ = rate(threads, calls, Duration.ofSeconds(Long.parseLong(words.get(1))));
        return rate(threads, calls, Duration.ofSeconds(Long.parseLong(words.get(2))));
      });
    }
  }

  private static List<Callable<byte[]>> calls(BenchToken token, String algorithm, int callers)
      throws Exception {
    List<Callable<byte[]>> calls = new ArrayList<>();
    if (Algorithm.find(Purpose.SIGNING, algorithm).isPresent()) {
      SignSetting setting = new SignSetting();
      setting.algorithm = algorithm;
      setting.open(token);
      Cryptoki cryptoki = token.cryptoki();
      for (int i = 0; i < callers; i++) {
        SignBenchmark.RawSession raw = new SignBenchmark.RawSession();
        raw.open(setting);
        calls.add(() -> raw.sign(cryptoki, setting.message()));
      }
      return calls;
    }
    EncryptSetting setting = new EncryptSetting();
    setting.algorithm = algorithm;
    setting.open(token);
    for (int i = 0; i < callers; i++) {
      EncryptBenchmark.RawSession raw = new EncryptBenchmark.RawSession();
      raw.open(setting);
      calls.add(() -> raw.cipher().encrypt());
    }
    return calls;
  }

  private static List<Double> rate(
      ExecutorService threads, List<Callable<byte[]>> calls, Duration length) throws Exception {
    List<Future<Done>> running = new ArrayList<>();
    for (Callable<byte[]> call : calls) {
      running.add(threads.submit(() -> run(call, length.toNanos())));
    }
    double perSecond = 0;
    long operations = 0;
    long cpuNanos = 0;
    for (Future<Done> one : running) {
      Done done = one.get();
      operations += done.operations;
      cpuNanos += done.cpuNanos;
      perSecond += done.operations * NANOS_PER_SECOND / Math.max(1, done.nanos);
    }
    return List.of(perSecond, cpuNanos / NANOS_PER_MICRO / Math.max(1, operations));
  }

  private static Done run(Callable<byte[]> call, long nanos) throws Exception {
    long cpu = THREADS.getCurrentThreadCpuTime();
    long start = System.nanoTime();
    long operations = 0;
    long now = start;
    while (now - start < nanos) {
      var _ = call.call();
      operations++;
      now = System.nanoTime();
    }
    return new Done(operations, THREADS.getCurrentThreadCpuTime() - cpu, now - start);
  }
}

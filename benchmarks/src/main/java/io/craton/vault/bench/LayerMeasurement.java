package io.craton.vault.bench;

import com.sun.management.ThreadMXBean;
import io.craton.vault.bench.EncryptBenchmark.EncryptSetting;
import io.craton.vault.bench.SignBenchmark.SignSetting;
import io.craton.vault.core.bytes.SecretBytes;
import io.craton.vault.core.port.Deadline;
import io.craton.vault.hsm.pkcs11.Binding;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/// Question: how much more CPU time does a call take through the HSM layer than the bare calls of
/// the token?
///
/// The levels are asked by turns, some operations at a time, so that whatever else the machine does
/// counts for all; of each turn the ratio to the bare calls is taken, and of those the median. CPU
/// time and allocation are those of all Java threads together; compiler and collector are not in
/// them (they are in the JMH benchmarks).
///
/// Usage: `LayerMeasurement TURNS [CALLERS...]`.
public final class LayerMeasurement {
  private static final double NANOS_PER_MICRO = 1_000;
  private static final byte[] NO_DATA = new byte[0];
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  /// Operations of one thread, by level; the first is what the others are compared with.
  private interface Caller {
    Map<String, Callable<?>> levels() throws Exception;
  }

  /// CPU time and bytes of one operation in one turn.
  private record Cost(double micros, double bytes) {}

  private LayerMeasurement() {}

  public static void main(String[] arguments) throws Exception {
    int turns = Integer.parseInt(arguments[0]);
    try (BenchToken token = BenchToken.open(Binding.FFM)) {
      for (int i = 1; i < arguments.length; i++) {
        int callers = Integer.parseInt(arguments[i]);
        measure("sign", "ES256", signer(token, "ES256"), callers, turns, 400);
        String rsa = "RSA-PKCS1V15-2048-SHA256";
        measure("sign", rsa, signer(token, rsa), callers, turns, 40);
        EncryptSetting setting = new EncryptSetting();
        setting.algorithm = "AES-GCM-256";
        setting.open(token);
        measure("encrypt", setting.algorithm, encryptor(setting), callers, turns, 1_000);
        measure("decrypt", setting.algorithm, decryptor(setting), callers, turns, 1_000);
      }
    }
  }

  private static Caller signer(BenchToken token, String algorithm) throws Exception {
    SignSetting setting = new SignSetting();
    setting.algorithm = algorithm;
    setting.open(token);
    SignBenchmark benchmark = new SignBenchmark();
    BenchVault vault = setting.vault();
    return () -> {
      SignBenchmark.RawSession raw = new SignBenchmark.RawSession();
      raw.open(setting);
      Map<String, Callable<?>> levels = new LinkedHashMap<>();
      levels.put("bare calls", () -> benchmark.binding(setting, raw));
      levels.put("layer", () -> benchmark.layer(setting));
      levels.put(
          "layer, handed over",
          () ->
              vault
                  .hsm()
                  .signer()
                  .sign(vault.key().ref(), vault.algorithm(), setting.message(), unwatched()));
      levels.put("use case", () -> benchmark.service(setting));
      return levels;
    };
  }

  private static Caller encryptor(EncryptSetting setting) {
    EncryptBenchmark benchmark = new EncryptBenchmark();
    BenchVault vault = setting.vault();
    return () -> {
      EncryptBenchmark.RawSession raw = new EncryptBenchmark.RawSession();
      raw.open(setting);
      Map<String, Callable<?>> levels = new LinkedHashMap<>();
      levels.put("bare calls", () -> benchmark.encryptBinding(raw));
      levels.put("layer", () -> benchmark.encryptLayer(setting));
      levels.put(
          "layer, handed over",
          () ->
              vault
                  .hsm()
                  .encryptor()
                  .encrypt(
                      vault.key().ref(),
                      vault.algorithm(),
                      setting.plaintext(),
                      NO_DATA,
                      unwatched()));
      levels.put("use case", () -> benchmark.encryptService(setting));
      return levels;
    };
  }

  private static Caller decryptor(EncryptSetting setting) {
    EncryptBenchmark benchmark = new EncryptBenchmark();
    return () -> {
      EncryptBenchmark.RawSession raw = new EncryptBenchmark.RawSession();
      raw.open(setting);
      Map<String, Callable<?>> levels = new LinkedHashMap<>();
      levels.put("bare calls", () -> benchmark.decryptBinding(raw));
      levels.put("layer", () -> benchmark.decryptLayer(setting));
      levels.put("layer, handed over", () -> decryptHandedOver(setting));
      levels.put("use case", () -> benchmark.decryptService(setting));
      return levels;
    };
  }

  private static int decryptHandedOver(EncryptSetting setting) throws Exception {
    BenchVault vault = setting.vault();
    Optional<SecretBytes> plaintext =
        vault
            .hsm()
            .encryptor()
            .decrypt(
                vault.key().ref(), vault.algorithm(), setting.ciphertext(), NO_DATA, unwatched());
    try (SecretBytes found = plaintext.orElseThrow()) {
      return found.size();
    }
  }

  private static Deadline unwatched() {
    return BenchToken.unwatchedDeadline();
  }

  /// A third of the turns goes before those that count: the compiler has its work then.
  private static void measure(
      String operation, String algorithm, Caller caller, int callers, int turns, int operations)
      throws Exception {
    Map<String, List<Cost>> costs = new LinkedHashMap<>();
    try (ExecutorService threads = Executors.newFixedThreadPool(callers)) {
      List<Map<String, Callable<?>>> each = new ArrayList<>();
      for (int i = 0; i < callers; i++) {
        each.add(caller.levels());
      }
      List<String> levels = List.copyOf(each.getFirst().keySet());
      int before = Math.ceilDiv(turns, 3);
      for (int turn = -before; turn < turns; turn++) {
        for (int i = 0; i < levels.size(); i++) {
          String level = levels.get(Math.floorMod(turn + i, levels.size()));
          List<Callable<?>> calls = new ArrayList<>();
          each.forEach(one -> calls.add(one.getOrDefault(level, () -> null)));
          Cost cost = run(threads, calls, operations);
          if (turn >= 0) {
            costs.computeIfAbsent(level, key -> new ArrayList<>()).add(cost);
          }
        }
      }
      print("%s %s, %d %s".formatted(operation, algorithm, callers, "callers"), levels, costs);
    }
  }

  private static Cost run(ExecutorService threads, List<Callable<?>> calls, int operations)
      throws Exception {
    long[] before = totals();
    List<Future<?>> running = new ArrayList<>();
    for (Callable<?> call : calls) {
      running.add(
          threads.submit(() -> {
            for (int i = 0; i < operations; i++) {
              var _ = call.call();
            }
            return null;
          }));
    }
    for (Future<?> one : running) {
      one.get();
    }
    long[] after = totals();
    double all = (double) operations * calls.size();
    return new Cost((after[0] - before[0]) / NANOS_PER_MICRO / all, (after[1] - before[1]) / all);
  }

  /// CPU nanoseconds and bytes of all threads that live now; none of those that count ends.
  private static long[] totals() {
    long nanos = 0;
    long bytes = 0;
    for (long id : THREADS.getAllThreadIds()) {
      nanos += Math.max(0, THREADS.getThreadCpuTime(id));
      bytes += Math.max(0, THREADS.getThreadAllocatedBytes(id));
    }
    return new long[] {nanos, bytes};
  }

  @SuppressWarnings("SystemOut") // What the measurement found is its output.
  private static void print(String title, List<String> levels, Map<String, List<Cost>> costs) {
    System.out.println(title);
    List<Cost> base = costs.getOrDefault(levels.getFirst(), List.of());
    for (String level : levels) {
      List<Cost> own = costs.getOrDefault(level, List.of());
      List<Double> ratios = new ArrayList<>();
      for (int i = 0; i < own.size(); i++) {
        ratios.add(own.get(i).micros / base.get(i).micros);
      }
      System.out.printf(
          "  %-20s %8.1f us %+6.1f %% (quartiles %+.1f, %+.1f) %7.0f B%n",
          level,
          quantile(own.stream().map(Cost::micros).toList(), 0.5),
          100 * (quantile(ratios, 0.5) - 1),
          100 * (quantile(ratios, 0.25) - 1),
          100 * (quantile(ratios, 0.75) - 1),
          quantile(own.stream().map(Cost::bytes).toList(), 0.5));
    }
  }

  private static double quantile(List<Double> values, double part) {
    List<Double> sorted = new ArrayList<>(values);
    Collections.sort(sorted);
    return sorted.get((int) ((sorted.size() - 1) * part));
  }
}

package io.craton.vault.bench;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.util.Collection;
import java.util.List;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.infra.IterationParams;
import org.openjdk.jmh.profile.InternalProfiler;
import org.openjdk.jmh.results.AggregationPolicy;
import org.openjdk.jmh.results.IterationResult;
import org.openjdk.jmh.results.ScalarResult;

/// Tells how much CPU time the whole process took for one operation: all threads that serve it, and
/// a share of the compiler and the collector. The clock ticks every 10 ms, so iterations of a
/// second are good for one per cent.
public final class CpuProfiler implements InternalProfiler {
  private static final double NANOS_PER_MICRO = 1_000;

  private final OperatingSystemMXBean process =
      ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
  private long cpuNanosBefore;

  @Override
  public String getDescription() {
    return "CPU time of the process per operation";
  }

  @Override
  public void beforeIteration(BenchmarkParams benchmark, IterationParams iteration) {
    cpuNanosBefore = process.getProcessCpuTime();
  }

  @Override
  public Collection<ScalarResult> afterIteration(
      BenchmarkParams benchmark, IterationParams iteration, IterationResult result) {
    long cpuNanos = process.getProcessCpuTime() - cpuNanosBefore;
    long operations = Math.max(1, result.getMetadata().getAllOps());
    double micros = cpuNanos / NANOS_PER_MICRO / operations;
    return List.of(new ScalarResult("cpu", micros, "us/op", AggregationPolicy.AVG));
  }
}

package io.craton.vault.node.tracing;

import io.craton.vault.core.measure.Tracer;
import io.craton.vault.core.port.Ledger;
import io.craton.vault.core.port.ReadBarrier;
import io.craton.vault.core.service.HsmPorts;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.SpanLimits;
import io.opentelemetry.sdk.trace.export.BatchSpanProcessor;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/// Follows requests for a collector, or does nothing. A collector that is slow or away costs the
/// spans that find no room, and nobody's time. Thread-safe.
public final class Tracing implements AutoCloseable {
  /// Spans that wait for the collector; further ones are dropped. Two or three megabytes.
  private static final int QUEUE = 4_096;

  private static final int BATCH = 512;
  private static final Duration DELAY = Duration.ofSeconds(1);
  private static final Duration TIMEOUT = Duration.ofSeconds(5);

  /// At the end of the process: what has not gone by then is lost.
  private static final Duration FAREWELL = Duration.ofSeconds(1);

  private static final int MOST_NOTES = 16;
  private static final int LONGEST_NOTE = 128;

  private final Optional<SdkTracerProvider> provider;
  private final Tracer tracer;

  private Tracing(Optional<SdkTracerProvider> provider) {
    this.provider = provider;
    this.tracer =
        provider
            .<Tracer>map(each -> new OpenTelemetryTracer(each.get("io.craton.vault")))
            .orElse(Tracer.NONE);
  }

  /// Who sends.
  ///
  /// @param node its name, `service.instance.id` of the spans
  public record Identity(String node, String cluster, String version) {}

  /// Begins to follow requests.
  ///
  /// @param endpoint of the collector, to which `POST` brings spans in OTLP; none follows nothing
  /// @param percent of the requests that are followed, unless their callers say so themselves
  public static Tracing start(Optional<URI> endpoint, int percent, Identity identity) {
    return new Tracing(endpoint.map(uri -> provider(uri, percent, identity)));
  }

  private static SdkTracerProvider provider(URI endpoint, int percent, Identity identity) {
    OtlpHttpSpanExporter exporter =
        OtlpHttpSpanExporter.builder()
            .setEndpoint(endpoint.toString())
            .setTimeout(TIMEOUT)
            .setConnectTimeout(TIMEOUT)
            .setRetryPolicy(null)
            .build();
    return SdkTracerProvider.builder()
        .setResource(
            Resource.create(
                Attributes.builder()
                    .put("service.name", "craton")
                    .put("service.namespace", identity.cluster())
                    .put("service.instance.id", identity.node())
                    .put("service.version", identity.version())
                    .build()))
        .setSampler(Sampler.parentBased(Sampler.traceIdRatioBased(percent / 100.0)))
        .setSpanLimits(
            SpanLimits.builder()
                .setMaxNumberOfAttributes(MOST_NOTES)
                .setMaxAttributeValueLength(LONGEST_NOTE)
                .build())
        .addSpanProcessor(
            BatchSpanProcessor.builder(exporter)
                .setMaxQueueSize(QUEUE)
                .setMaxExportBatchSize(BATCH)
                .setScheduleDelay(DELAY)
                .setExporterTimeout(TIMEOUT)
                .build())
        .build();
  }

  /// For the listeners.
  public Tracer tracer() {
    return tracer;
  }

  /// The same barrier, followed where requests are.
  public ReadBarrier following(ReadBarrier barrier) {
    return provider.isEmpty() ? barrier : new TracedPorts(tracer).of(barrier);
  }

  /// The same log, followed where requests are.
  public Ledger following(Ledger ledger) {
    return provider.isEmpty() ? ledger : new TracedPorts(tracer).of(ledger);
  }

  /// The same ports, followed where requests are.
  public HsmPorts following(HsmPorts ports) {
    return provider.isEmpty() ? ports : new TracedPorts(tracer).of(ports);
  }

  /// Sends what waits, for a second at most.
  @Override
  public void close() {
    provider.ifPresent(each -> each.shutdown().join(FAREWELL.toMillis(), TimeUnit.MILLISECONDS));
  }
}

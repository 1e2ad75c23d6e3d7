package io.craton.vault.node.tracing;

import io.craton.vault.core.measure.Tracer;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.Scope;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Makes spans of OpenTelemetry; what a thread does is kept in its own context.
final class OpenTelemetryTracer implements Tracer {
  private static final Pattern PARENT =
      Pattern.compile("00-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})");

  private final io.opentelemetry.api.trace.Tracer tracer;

  OpenTelemetryTracer(io.opentelemetry.api.trace.Tracer tracer) {
    this.tracer = tracer;
  }

  /// Without what it would be a part of, nothing is followed: jobs would fill the collector.
  @Override
  public Span begin(String name) {
    if (!io.opentelemetry.api.trace.Span.current().getSpanContext().isValid()) {
      return Span.NONE;
    }
    return new Running(tracer.spanBuilder(name).startSpan());
  }

  @Override
  public Span beginRequest(String name, Optional<String> parent) {
    Context above =
        parent
            .flatMap(OpenTelemetryTracer::remote)
            .map(context -> Context.root().with(io.opentelemetry.api.trace.Span.wrap(context)))
            .orElseGet(Context::root);
    return new Running(
        tracer.spanBuilder(name).setSpanKind(SpanKind.SERVER).setParent(above).startSpan());
  }

  /// Version 00 of the header, and no other (W3C Trace Context, section 3.2).
  private static Optional<SpanContext> remote(String header) {
    Matcher parts = PARENT.matcher(header);
    if (!parts.matches()) {
      return Optional.empty();
    }
    TraceFlags flags = TraceFlags.fromHex(parts.group(3), 0);
    return Optional.of(
            SpanContext.createFromRemoteParent(
                parts.group(1), parts.group(2), flags, TraceState.getDefault()))
        .filter(SpanContext::isValid);
  }

  private static final class Running implements Span {
    private final io.opentelemetry.api.trace.Span span;
    private final Scope scope;

    @SuppressWarnings("MustBeClosedChecker") // close does
    Running(io.opentelemetry.api.trace.Span span) {
      this.span = span;
      this.scope = span.makeCurrent();
    }

    @Override
    public void note(String key, String value) {
      var _ = span.setAttribute(key, value);
    }

    @Override
    public void failed(String reason) {
      var _ = span.setAttribute("error.type", reason).setStatus(StatusCode.ERROR);
    }

    @Override
    public void close() {
      scope.close();
      span.end();
    }
  }
}

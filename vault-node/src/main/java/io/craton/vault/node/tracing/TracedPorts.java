package io.craton.vault.node.tracing;

import io.craton.vault.core.measure.Tracer;
import io.craton.vault.core.port.Encryptor;
import io.craton.vault.core.port.FormatPreserver;
import io.craton.vault.core.port.KeyExporter;
import io.craton.vault.core.port.KeyGenerator;
import io.craton.vault.core.port.KeyImporter;
import io.craton.vault.core.port.KeySearch;
import io.craton.vault.core.port.Ledger;
import io.craton.vault.core.port.ReadBarrier;
import io.craton.vault.core.port.Sealer;
import io.craton.vault.core.port.Signer;
import io.craton.vault.core.port.SoftwareKeys;
import io.craton.vault.core.port.Unavailable;
import io.craton.vault.core.port.Verifier;
import io.craton.vault.core.service.HsmPorts;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import org.jspecify.annotations.Nullable;

/// Puts a span around each call of a port. The span is named after the port and its method; what
/// the call is given, keys and plaintexts among it, is not looked at.
final class TracedPorts {
  private final Tracer tracer;

  TracedPorts(Tracer tracer) {
    this.tracer = tracer;
  }

  ReadBarrier of(ReadBarrier barrier) {
    return traced(ReadBarrier.class, "barrier", barrier);
  }

  Ledger of(Ledger ledger) {
    return traced(Ledger.class, "ledger", ledger);
  }

  HsmPorts of(HsmPorts ports) {
    return new HsmPorts(
        traced(KeyGenerator.class, "hsm", ports.generator()),
        traced(KeyImporter.class, "hsm", ports.importer()),
        traced(KeyExporter.class, "hsm", ports.exporter()),
        traced(Signer.class, "hsm", ports.signer()),
        traced(Verifier.class, "hsm", ports.verifier()),
        traced(Encryptor.class, "hsm", ports.encryptor()),
        traced(FormatPreserver.class, "hsm", ports.formatPreserver()),
        traced(Sealer.class, "hsm", ports.sealer()),
        traced(KeySearch.class, "hsm", ports.search()),
        traced(SoftwareKeys.class, "software", ports.software()));
  }

  private <T> T traced(Class<T> port, String group, T real) {
    InvocationHandler handler =
        (proxy, method, arguments) ->
            method.getDeclaringClass() == Object.class
                ? invoke(method, real, arguments)
                : traced(group + "." + method.getName(), method, real, arguments);
    return port.cast(Proxy.newProxyInstance(port.getClassLoader(), new Class<?>[] {port}, handler));
  }

  private @Nullable Object traced(
      String name, Method method, Object real, @Nullable Object @Nullable [] arguments)
      throws Throwable {
    try (Tracer.Span span = tracer.begin(name)) {
      try {
        return invoke(method, real, arguments);
      } catch (Unavailable unavailable) {
        span.failed(unavailable.reason().name());
        throw unavailable;
      } catch (Throwable failure) {
        span.failed(failure.getClass().getSimpleName());
        throw failure;
      }
    }
  }

  private static @Nullable Object invoke(
      Method method, Object real, @Nullable Object @Nullable [] arguments) throws Throwable {
    try {
      return method.invoke(real, arguments);
    } catch (InvocationTargetException e) {
      throw e.getCause() == null ? e : e.getCause();
    }
  }
}

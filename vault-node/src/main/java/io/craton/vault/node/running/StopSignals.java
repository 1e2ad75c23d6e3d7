package io.craton.vault.node.running;

import java.lang.reflect.Proxy;
import java.util.List;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Takes the signals that ask a process to stop, and the one that asks it to read its files anew. A
/// shutdown hook would not do: the JVM hides the second signal from it, and ends with 143 however
/// well the stop went.
///
/// `sun.misc.Signal` is called by reflection, because the compiler's warning of it cannot be
/// silenced and warnings are errors here. Where it is missing, signals end the process at once.
final class StopSignals {
  private static final Logger LOG = LoggerFactory.getLogger(StopSignals.class);
  private static final List<String> NAMES = List.of("TERM", "INT");

  private StopSignals() {}

  /// Calls `handler` with the name of every signal from now on, on a thread of the JVM.
  static void install(Consumer<String> handler) {
    NAMES.forEach(name -> install(name, handler));
  }

  /// Runs `action` at every SIGHUP from now on, which asks a process to read its files anew.
  static void onHangup(Runnable action) {
    install("HUP", name -> action.run());
  }

  private static void install(String name, Consumer<String> handler) {
    try {
      handle(name, handler);
    } catch (ReflectiveOperationException | RuntimeException e) {
      LOG.warn("SIG{} cannot be handled; the JVM deals with it as it is used to", name, e);
    }
  }

  @SuppressWarnings("ReferenceEquality") // what equals of an object without a state means
  private static void handle(String name, Consumer<String> handler)
      throws ReflectiveOperationException {
    Class<?> signal = Class.forName("sun.misc.Signal");
    Class<?> receiver = Class.forName("sun.misc.SignalHandler");
    Object proxy =
        Proxy.newProxyInstance(
            StopSignals.class.getClassLoader(),
            new Class<?>[] {receiver},
            (self, method, arguments) ->
                switch (method.getName()) {
                  case "handle" -> {
                    handler.accept("SIG" + name);
                    yield null;
                  }
                  case "equals" -> self == arguments[0];
                  case "hashCode" -> System.identityHashCode(self);
                  default -> "stop signals";
                });
    signal
        .getMethod("handle", signal, receiver)
        .invoke(null, signal.getConstructor(String.class).newInstance(name), proxy);
  }
}

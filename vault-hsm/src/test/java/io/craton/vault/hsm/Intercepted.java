package io.craton.vault.hsm;

import io.craton.vault.hsm.pkcs11.Cryptoki;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/// A library with somebody in between: counts calls, remembers sessions, and lets a test hold up,
/// fail or falsify a call.
final class Intercepted {
  private final Cryptoki real;
  private final List<String> calls = new CopyOnWriteArrayList<>();
  private final List<Long> sessions = new CopyOnWriteArrayList<>();
  private final Set<Long> inUse = ConcurrentHashMap.newKeySet();
  private final AtomicInteger inside = new AtomicInteger();
  private final AtomicInteger violations = new AtomicInteger();
  private volatile Hook hook = (call, arguments) -> null;

  Intercepted(Cryptoki real) {
    this.real = real;
  }

  /// Sees every call before the library does.
  interface Hook {
    /// A value to answer instead of the library, or null to let the call through.
    @Nullable Object before(String call, Object[] arguments) throws Exception;
  }

  Cryptoki real() {
    return real;
  }

  Cryptoki proxy() {
    return (Cryptoki)
        Proxy.newProxyInstance(
            Cryptoki.class.getClassLoader(),
            new Class<?>[] {Cryptoki.class},
            (proxy, method, arguments) -> {
              Object[] given = arguments == null ? new Object[0] : arguments;
              Object answer = hook.before(method.getName(), given);
              if (answer != null) {
                return answer;
              }
              boolean first = enter(method.getName(), given);
              try {
                Object result = method.invoke(real, arguments);
                note(method.getName(), result);
                return result;
              } catch (InvocationTargetException e) {
                note(method.getName(), null);
                throw e.getCause();
              } finally {
                leave(method.getName(), given, first);
              }
            });
  }

  /// False when another call uses the session already.
  private boolean enter(String call, Object[] given) {
    int others = inside.getAndIncrement();
    if (call.equals("finalizeLibrary")) {
      violations.addAndGet(others);
      return true;
    }
    boolean first = !takesSession(call) || inUse.add((Long) given[0]);
    violations.addAndGet(first ? 0 : 1);
    return first;
  }

  private void leave(String call, Object[] given, boolean first) {
    inside.decrementAndGet();
    if (first && takesSession(call)) {
      inUse.remove((Long) given[0]);
    }
  }

  private static boolean takesSession(String call) {
    return switch (call) {
      case "initialize", "finalizeLibrary", "slots", "tokenInfo", "mechanismInfo", "openSession" ->
          false;
      default -> true;
    };
  }

  /// Calls that a library does not survive: on a session that is in use, or inside while it is
  /// finalised.
  int violations() {
    return violations.get();
  }

  private void note(String call, @Nullable Object result) {
    if (call.equals("login") || call.equals("initialize")) {
      calls.add(call);
    }
    if (call.equals("openSession") && result instanceof Long handle) {
      sessions.add(handle);
    }
  }

  void hook(Hook next) {
    hook = next;
  }

  void unhook() {
    hook = (call, arguments) -> null;
  }

  /// How often `login` or `initialize` was called.
  long count(String call) {
    return calls.stream().filter(call::equals).count();
  }

  /// Every session handle that was opened.
  List<Long> sessions() {
    return sessions;
  }
}

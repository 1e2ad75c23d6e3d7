package io.craton.vault.node.simulation;

import io.craton.vault.core.bytes.Bytes;
import io.craton.vault.core.command.RequestTag;
import io.craton.vault.core.decision.Rejection;
import io.craton.vault.core.id.IdempotencyKey;
import io.craton.vault.core.port.Deadline;
import io.craton.vault.core.port.Unavailable;
import io.craton.vault.core.service.Call;
import io.craton.vault.core.service.Caller;
import io.craton.vault.core.service.RequestRefused;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/// Requests as clients make them: to any node, which may be down, stand still or be cut off, again
/// to another one when no answer came, and given up after a while, or at once, though the node may
/// go on.
final class Requests {
  private static final Duration TIMEOUT = Duration.ofSeconds(10);
  private static final Duration PATIENCE = Duration.ofSeconds(15);
  private static final Duration PAUSE = Duration.ofSeconds(1);
  private static final int ATTEMPTS = 3;

  /// Of that many attempts, a client breaks off one within a moment.
  private static final int BROKEN_OFF = 20;

  private static final Duration MOMENT = Duration.ofMillis(300);

  private final Cluster cluster;
  private final World world;
  private long requests;
  private long attempts;
  private long acknowledged;
  private boolean patient;

  Requests(Cluster cluster) {
    this.cluster = cluster;
    this.world = cluster.world();
  }

  /// What a node does for a request.
  interface Work<T> {
    T run(SimServices services, Call call) throws RequestRefused, Unavailable;
  }

  /// Is told of every success, also of one that comes when the client has given up.
  interface Success<T> {
    void check(T result, long startedStep);
  }

  /// What became of a request.
  ///
  /// @param value what it came to; empty unless it was acknowledged
  /// @param refused why not; empty when it is not known, or was acknowledged
  /// @param certain whether no attempt may still take effect unnoticed
  record Ending<T>(@Nullable T value, Rejection.@Nullable Code refused, boolean certain) {
    boolean unknown() {
      return value == null && refused == null;
    }
  }

  long attempts() {
    return attempts;
  }

  long acknowledged() {
    return acknowledged;
  }

  /// From now on nobody breaks off.
  void bePatient() {
    patient = true;
  }

  /// Makes a request until there is an answer.
  ///
  /// @param retries whether it is made again, under its name
  <T> Ending<T> make(Random random, String token, boolean retries, Work<T> work, Success<T> check) {
    long request = ++requests;
    boolean sameKey = random.nextBoolean();
    List<IdempotencyKey> earlier = new ArrayList<>();
    IdempotencyKey key = newKey(request);
    boolean certain = true;
    for (int attempt = 1; ; attempt++) {
      RequestTag tag = new RequestTag(key, List.copyOf(earlier), Bytes.utf8("request " + request));
      Attempt<T> made = new Attempt<>(token, tag, work, check);
      made.at(cluster.node(random.nextInt(cluster.nodes().size())));
      if (made.value != null) {
        acknowledged++;
        return new Ending<>(made.value, null, true);
      }
      if (made.refused != null) {
        return new Ending<>(null, made.refused, certain);
      }
      certain = false;
      if (!retries || attempt == ATTEMPTS) {
        return new Ending<>(null, null, false);
      }
      world.sleep(random.nextLong(PAUSE.toNanos()));
      if (!sameKey) {
        earlier.add(key);
        key = newKey(request);
      }
    }
  }

  private IdempotencyKey newKey(long request) {
    IdempotencyKey key = new IdempotencyKey(Bytes.copyOf(world.bytes(IdempotencyKey.SIZE)));
    cluster.auditor().requested(key, request);
    return key;
  }

  /// One of them at one node.
  private final class Attempt<T> {
    private final String token;
    private final RequestTag tag;
    private final Work<T> work;
    private final Success<T> check;
    private final Signal ended = new Signal(world);
    private @Nullable T value;
    private Rejection.@Nullable Code refused;
    private boolean over;

    Attempt(String token, RequestTag tag, Work<T> work, Success<T> check) {
      this.token = token;
      this.tag = tag;
      this.work = work;
      this.check = check;
    }

    void at(SimNode node) {
      if (node.life().isOver()) {
        world.sleep(Duration.ofMillis(1));
        return;
      }
      attempts++;
      long started = world.steps();
      world.spawn(node.life(), () -> run(node, started));
      long end = world.nanos() + patience();
      while (!over && !node.life().isOver() && world.nanos() < end) {
        ended.await(Math.min(end, world.nanos() + Duration.ofSeconds(1).toNanos()));
      }
    }

    private long patience() {
      if (patient || world.random().nextInt(BROKEN_OFF) > 0) {
        return PATIENCE.toNanos();
      }
      cluster.faults().met(Faults.Kind.CLIENT_GAVE_UP);
      return world.random().nextLong(MOMENT.toNanos());
    }

    private void run(SimNode node, long started) {
      SimServices services = node.services();
      Deadline deadline = node.deadline(TIMEOUT);
      try {
        Caller caller = services.authentication().authenticate(token, deadline);
        T result = work.run(services, new Call(caller, tag, deadline));
        check.check(result, started);
        value = result;
      } catch (RequestRefused e) {
        refused = e.rejection().code();
        world.note("%s refuses: %s", node, e.rejection());
      } catch (Unavailable e) {
        world.note("%s: %s", node, e);
      }
      over = true;
      ended.fire();
    }
  }
}

package io.craton.vault.node.chaos.world;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.LockSupport;

/// Starts nodes again that have ended by themselves, as a supervisor of the system does, and for
/// the exit codes that are for a person, does what the documentation tells the person to do.
public final class Supervisor implements AutoCloseable {
  /// docs/configuration.md: a supervisor starts again on these.
  private static final Set<Integer> START_AGAIN = Set.of(3, 70, 71, 75, 85);

  /// A signal that nobody sent: the process crashed.
  private static final int CRASHED = 128;

  /// So often a node with damaged files may fail before somebody empties its directory.
  private static final int TRIES = 3;

  private static final long INTERVAL_NANOS = 200_000_000;

  private final ChaosCluster cluster;
  private final Map<Integer, Integer> damaged = new ConcurrentHashMap<>();
  private final List<String> ends = new CopyOnWriteArrayList<>();
  private final List<String> violations = new CopyOnWriteArrayList<>();
  private final Thread thread;
  private volatile boolean broken;
  private volatile boolean stop;

  /// Begins to look after the nodes of a cluster.
  public Supervisor(ChaosCluster cluster) {
    this.cluster = cluster;
    thread = Thread.ofPlatform().name("supervisor").daemon().start(this::run);
  }

  /// The files of that node were damaged: it may find out at any time, and say so.
  public void damaged(int node) {
    damaged.put(node, 0);
  }

  /// The nodes that have damage which nobody has met yet.
  public Set<Integer> damaged() {
    return Set.copyOf(damaged.keySet());
  }

  /// Nothing is left of the damage.
  public void replaced(int node) {
    damaged.remove(node);
  }

  /// Whether something is broken, so that a node may end with a code that is for a person, who
  /// mends what it names and starts it again.
  public void broken(boolean now) {
    broken = now;
  }

  /// Each end that nobody asked for, for people.
  public List<String> ends() {
    return List.copyOf(ends);
  }

  /// Those ends that there must not be.
  public List<String> violations() {
    return List.copyOf(violations);
  }

  private void run() {
    while (!stop) {
      for (ChaosNode node : cluster.nodes()) {
        OptionalInt code = node.endedUnasked();
        if (code.isPresent()) {
          bringBack(node, code.getAsInt());
        }
      }
      LockSupport.parkNanos(INTERVAL_NANOS);
    }
  }

  private void bringBack(ChaosNode node, int code) {
    String end = node.name() + " ended by itself with " + code;
    ends.add(end);
    try {
      boolean emptied = emptied(node, code);
      if (emptied) {
        // docs/operations.md: a node without data knows of the others what its configuration says.
        cluster.configure(node.number());
      }
      boolean forAPerson = !START_AGAIN.contains(code) && !broken;
      if (!emptied && (code >= CRASHED || forAPerson)) {
        violations.add(end + ": " + node.logTail());
        node.letGo();
        return;
      }
      node.startAgain(emptied);
    } catch (IOException e) {
      violations.add(end + ", and could not be started: " + e);
      node.letGo();
    }
  }

  /// Whether its files were damaged and it says so, or cannot get over it.
  private boolean emptied(ChaosNode node, int code) {
    Integer tries = damaged.computeIfPresent(node.number(), (number, before) -> before + 1);
    boolean gone = tries != null && (tries >= TRIES || !START_AGAIN.contains(code));
    if (gone) {
      damaged.remove(node.number());
    }
    return gone;
  }

  @Override
  public void close() {
    stop = true;
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}

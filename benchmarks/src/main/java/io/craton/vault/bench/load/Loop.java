package io.craton.vault.bench.load;

import java.io.IOException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLContext;

/// Keeps connections busy from the one thread that calls [#run]. Free connections are taken in the
/// order in which they became free, so that with several targets each gets its turn.
public final class Loop implements AutoCloseable {
  private static final Duration TICK = Duration.ofMillis(50);

  private final Plan plan;
  private final Workload workload;
  private final Selector selector;
  private final ArrayDeque<Connection> free = new ArrayDeque<>();
  private final List<Connection> connections = new ArrayList<>();

  private Recorder recorder = new Nobody();
  private long underWay;
  private long ended;
  private long nextTick = System.nanoTime();
  private Optional<String> trouble = Optional.empty();
  private volatile boolean couldSend;
  private volatile boolean stopped;

  /// Opens no connection yet.
  public Loop(Plan plan, Workload workload, SSLContext tls) throws IOException {
    this.plan = plan;
    this.workload = workload;
    this.selector = Selector.open();
    Feed feed = new Feed();
    int targets = workload.targets().size();
    for (int number = 0; number < plan.connections(); number++) {
      int target = number % targets;
      connections.add(
          new Connection(
              target, workload.targets().get(target), selector, tls, plan.patience(), feed));
    }
  }

  /// Makes [#run] return soon. For other threads.
  public void stop() {
    stopped = true;
  }

  /// Connects, and runs the load to its end, which is at most the plan's patience and a tick after
  /// its length.
  ///
  /// @param told of everything, of the warm-up too
  public void run(Recorder told) throws IOException {
    connect();
    run(Window.of(plan), told, new CpuMeter());
  }

  /// Opens all connections, or as many as there can be in the plan's patience: what handshakes cost
  /// is not to be what is measured.
  void connect() throws IOException {
    long now = System.nanoTime();
    long giveUpAt = now + plan.patience().toNanos();
    for (Connection connection : connections) {
      connection.open(now);
    }
    while (!stopped && free.size() < connections.size() && now - giveUpAt < 0) {
      turn(now);
      now = System.nanoTime();
    }
  }

  /// As above, connected, and measures what it costs meanwhile.
  void run(Window window, Recorder told, CpuMeter meter) throws IOException {
    recorder = told;
    switch (plan.pace()) {
      case Plan.Pace.Closed() -> run(window, meter, new Starts.AtOnce(window.until()));
      case Plan.Pace.Open(double perSecond) -> {
        Schedule schedule = new Schedule(window.begin(), window.until(), perSecond);
        try (Metronome metronome = new Metronome(schedule, selector, () -> couldSend)) {
          meter.watch(metronome.threadId());
          run(window, meter, schedule);
        }
      }
    }
  }

  private void run(Window window, CpuMeter meter, Starts starts) throws IOException {
    long giveUpAt = window.until() + plan.patience().toNanos();
    long now = System.nanoTime();
    boolean counting = false;
    while (!stopped && !isDone(starts, now) && now - giveUpAt < 0) {
      if (now - window.until() >= 0) {
        meter.stop(ended);
      } else if (!counting && now - window.from() >= 0) {
        // A queue of the warm-up, when code was slow, is not to be what is measured.
        counting = true;
        starts.skipTo(window.from());
        meter.start(ended);
      }
      dispatch(starts);
      turn(now);
      now = System.nanoTime();
    }
    meter.stop(ended);
    giveUp(starts, now);
  }

  /// Goes on with all connections that can.
  private void turn(long now) throws IOException {
    if (now - nextTick >= 0) {
      nextTick = now + TICK.toNanos();
      for (Connection connection : connections) {
        connection.tick(now);
      }
    }
    selector.select(Loop::ready, TICK.toMillis());
  }

  private boolean isDone(Starts starts, long now) {
    return underWay == 0 && starts.over(now);
  }

  private static void ready(SelectionKey key) {
    ((Connection) key.attachment()).ready();
  }

  /// Gives free connections what is due.
  private void dispatch(Starts starts) {
    while (!free.isEmpty()) {
      long now = System.nanoTime();
      if (!starts.due(now)) {
        break;
      }
      Connection connection = free.remove();
      underWay++;
      connection.send(workload.next(connection.target()), starts.take(now), now);
    }
    couldSend = !free.isEmpty();
  }

  /// What was to start, but had no connection until the end, has waited in vain too.
  private void giveUp(Starts starts, long now) {
    for (Connection connection : connections) {
      connection.giveUp(now);
    }
    if (starts instanceof Schedule schedule && !stopped) {
      while (schedule.due(now)) {
        recorder.failed(schedule.take(now), now, Failure.NOT_SENT);
      }
    }
  }

  /// How often TLS was set up.
  long handshakes() {
    return connections.stream().mapToLong(Connection::handshakes).sum();
  }

  /// Why the first connection failed that failed without a request on it.
  Optional<String> trouble() {
    return trouble;
  }

  @Override
  public void close() throws IOException {
    long now = System.nanoTime();
    for (Connection connection : connections) {
      connection.giveUp(now);
    }
    selector.close();
  }

  /// Until there is somebody to be told.
  private static final class Nobody implements Recorder {
    @Override
    public void answered(long start, long end, int status) {
      // Nothing is asked yet.
    }

    @Override
    public void failed(long start, long end, Failure failure) {
      // The connection is opened again.
    }
  }

  /// What the connections tell.
  private final class Feed implements Connection.Owner {
    @Override
    public void free(Connection connection) {
      free.add(connection);
    }

    @Override
    public void gone(Connection connection) {
      free.remove(connection);
    }

    @Override
    public void answered(long start, long end, int status) {
      underWay--;
      ended++;
      recorder.answered(start, end, status);
    }

    @Override
    public void failed(long start, long end, Failure failure) {
      underWay--;
      recorder.failed(start, end, failure);
    }

    @Override
    public void troubled(long at, Failure failure, IOException reason) {
      if (trouble.isEmpty()) {
        trouble = Optional.of(reason.toString());
      }
      recorder.failed(at, at, failure);
    }
  }
}

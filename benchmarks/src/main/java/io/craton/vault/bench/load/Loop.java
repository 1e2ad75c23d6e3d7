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
public final class Loop {
  private static final Duration TICK = Duration.ofMillis(50);

  private final Plan plan;
  private final Workload workload;
  private final SSLContext tls;
  private final Recorder recorder;
  private final ArrayDeque<Connection> free = new ArrayDeque<>();
  private final List<Connection> connections = new ArrayList<>();

  private long underWay;
  private long ended;
  private Optional<String> trouble = Optional.empty();
  private volatile boolean couldSend;
  private volatile boolean stopped;

  /// @param recorder is told of everything, of the warm-up too
  public Loop(Plan plan, Workload workload, SSLContext tls, Recorder recorder) {
    this.plan = plan;
    this.workload = workload;
    this.tls = tls;
    this.recorder = recorder;
  }

  /// Makes [#run] return soon. For other threads.
  public void stop() {
    stopped = true;
  }

  /// Runs the load to its end, which is at most the plan's patience and a tick after its length.
  public void run() throws IOException {
    run(Window.of(plan), new CpuMeter());
  }

  /// As above, and measures what it costs meanwhile.
  void run(Window window, CpuMeter meter) throws IOException {
    Starts starts =
        switch (plan.pace()) {
          case Plan.Pace.Closed() -> new Starts.AtOnce(window.until());
          case Plan.Pace.Open(double perSecond) ->
              new Schedule(window.begin(), window.until(), perSecond);
        };
    try (Selector selector = Selector.open()) {
      if (starts instanceof Schedule schedule) {
        try (Metronome metronome = new Metronome(schedule, selector, () -> couldSend)) {
          meter.watch(metronome.threadId());
          run(window, meter, starts, selector);
        }
      } else {
        run(window, meter, starts, selector);
      }
    }
  }

  private void run(Window window, CpuMeter meter, Starts starts, Selector selector)
      throws IOException {
    long giveUpAt = window.until() + plan.patience().toNanos();
    long now = System.nanoTime();
    long nextTick = now;
    boolean counting = false;
    open(selector, now);
    while (!stopped && !isDone(starts, now) && now - giveUpAt < 0) {
      if (now - window.until() >= 0) {
        meter.stop(ended);
      } else if (!counting && now - window.from() >= 0) {
        // A queue of the warm-up, when code was slow, is not to be what is measured.
        counting = true;
        starts.skipTo(window.from());
        meter.start(ended);
      }
      if (now - nextTick >= 0) {
        nextTick = now + TICK.toNanos();
        tick(now);
      }
      dispatch(starts);
      selector.select(Loop::ready, TICK.toMillis());
      now = System.nanoTime();
    }
    meter.stop(ended);
    giveUp(starts, now);
  }

  private boolean isDone(Starts starts, long now) {
    return underWay == 0 && starts.over(now);
  }

  private void open(Selector selector, long now) {
    Feed feed = new Feed();
    int targets = workload.targets().size();
    for (int number = 0; number < plan.connections(); number++) {
      int target = number % targets;
      connections.add(
          new Connection(
              target, workload.targets().get(target), selector, tls, plan.patience(), feed));
    }
    connections.forEach(connection -> connection.open(now));
  }

  private void tick(long now) {
    for (Connection connection : connections) {
      connection.tick(now);
    }
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

package io.craton.vault.http.server;

import io.craton.vault.core.port.Waiting;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.eclipse.jetty.util.component.AbstractLifeCycle;
import org.eclipse.jetty.util.thread.ThreadPool;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The threads of a listener: few compute at a time, and as many as are needed wait.
///
/// As many threads as there are connections would take turns on the processors, and be put to sleep
/// and woken for each request, which costs more than the request. So tasks stand in one queue, in
/// the order of arrival, and there are only a few more *places* than processors. Who has a place
/// takes task after task; as long as there are any, none of these threads sleeps. A place becomes
/// free for another thread when the one that has it
///
/// - finds no task,
/// - says that it waits for others ([Waiting]), until it has waited,
/// - has been at one request for [#PATIENCE]: then it is taken to be stuck, as in a call of the HSM
///   or in an answer that its client does not read, until it comes back,
/// - has been at one task for [#TURN] while others wait for a place: Jetty serves a connection in
///   one task for as long as it brings requests.
///
/// So neither those that wait nor those that are stuck keep others from being served, as long as
/// there are no more than [Size#most] of them. Thread-safe.
final class Workers extends AbstractLifeCycle implements ThreadPool {
  private static final Logger LOG = LoggerFactory.getLogger(Workers.class);

  /// How long a request may take before its thread is taken to be stuck.
  static final Duration PATIENCE = Duration.ofMillis(100);

  /// How long a thread may keep a place that others wait for.
  static final Duration TURN = Duration.ofMillis(250);

  /// Between two looks for threads that are stuck.
  private static final Duration TICK = Duration.ofMillis(20);

  /// How long a thread that is not needed stays.
  private static final Duration KEEP = Duration.ofSeconds(60);

  private static final Duration STOP = Duration.ofSeconds(1);

  private final String name;
  private final Size size;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition ended = lock.newCondition();
  private final Queue<Runnable> queue = new ArrayDeque<>();
  private final ArrayDeque<Worker> idle = new ArrayDeque<>();
  private final Set<Worker> all = new HashSet<>();

  /// Threads that have a place.
  private int placed;

  private int made;
  private boolean stopping;
  private @Nullable Thread overseer;

  /// How many threads there are.
  ///
  /// @param places for threads that compute
  /// @param most threads, with those that wait or are stuck
  /// @param kept threads that stay when there is nothing to do
  record Size(int places, int most, int kept) {}

  Workers(String name, Size size) {
    this.name = name;
    this.size = size;
  }

  /// The calling thread begins another request. Does nothing in a thread of somebody else.
  static void beginsRequest() {
    if (Thread.currentThread() instanceof Worker worker) {
      worker.since = System.nanoTime();
    }
  }

  @Override
  public void execute(Runnable task) {
    lock.lock();
    try {
      if (stopping) {
        throw new RejectedExecutionException(name + " has stopped");
      }
      queue.add(task);
      fill();
    } finally {
      lock.unlock();
    }
  }

  /// Gives the free places to threads, as long as there are tasks for them. Under the lock.
  private void fill() {
    int wanted = Math.min(size.places() - placed, queue.size());
    for (int i = 0; i < wanted; i++) {
      Worker worker = idle.pollFirst();
      if (worker != null) {
        worker.take();
        worker.wake.signal();
      } else if (all.size() >= size.most() || !hire()) {
        return;
      }
    }
  }

  /// False when the machine has no thread for it; the tasks stay, and there will be another look.
  private boolean hire() {
    made++;
    Worker worker = new Worker(name + "-" + made);
    all.add(worker);
    worker.take();
    try {
      worker.start();
      return true;
    } catch (OutOfMemoryError e) {
      LOG.error("no thread could be started", e);
      all.remove(worker);
      worker.leave();
      return false;
    }
  }

  /// The next task for a thread; null when it is to end.
  private @Nullable Runnable next(Worker worker) {
    lock.lock();
    try {
      worker.take();
      while (true) {
        Runnable task = placed <= size.places() ? queue.poll() : null;
        if (task != null) {
          return task;
        }
        worker.leave();
        if (stopping || !rest(worker)) {
          all.remove(worker);
          ended.signalAll();
          return null;
        }
      }
    } finally {
      lock.unlock();
    }
  }

  /// Waits for a place; false when the thread is not needed any more.
  private boolean rest(Worker worker) {
    idle.addFirst(worker);
    long left = KEEP.toNanos();
    while (!worker.hasPlace && !stopping && (left > 0 || all.size() <= size.kept())) {
      try {
        left = worker.wake.awaitNanos(left > 0 ? left : KEEP.toNanos());
      } catch (InterruptedException e) {
        // Meant for the task that it had.
        LOG.trace("{} was interrupted between two tasks", worker.getName());
      }
    }
    if (!worker.hasPlace) {
      idle.remove(worker);
    }
    return worker.hasPlace;
  }

  private void oversee() {
    try {
      while (!lookOnce()) {
        Thread.sleep(TICK);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /// A look that fails must not be the last one.
  private boolean lookOnce() {
    try {
      return look(System.nanoTime());
    } catch (RuntimeException | Error e) {
      LOG.error("threads were not looked at", e);
      return false;
    }
  }

  /// Frees the places of threads that are stuck. True when there will be none any more.
  boolean look(long now) {
    lock.lock();
    try {
      for (Worker worker : all) {
        if (worker.busy && (worker.isStuck(now) || (!queue.isEmpty() && worker.hadItsTurn(now)))) {
          worker.leave();
        }
      }
      fill();
      return stopping;
    } finally {
      lock.unlock();
    }
  }

  /// Threads that have a place.
  int placed() {
    lock.lock();
    try {
      return placed;
    } finally {
      lock.unlock();
    }
  }

  @Override
  protected void doStart() {
    Thread started = new Thread(this::oversee, name + "-overseer");
    started.setDaemon(true);
    started.start();
    overseer = started;
  }

  @Override
  protected void doStop() throws InterruptedException {
    lock.lock();
    try {
      stopping = true;
      idle.forEach(worker -> worker.wake.signal());
      if (!awaitEnd()) {
        all.forEach(Thread::interrupt);
        boolean _ = awaitEnd();
      }
    } finally {
      lock.unlock();
    }
    Thread watching = overseer;
    if (watching != null) {
      watching.interrupt();
    }
  }

  private boolean awaitEnd() throws InterruptedException {
    long left = STOP.toNanos();
    while (!all.isEmpty() && left > 0) {
      left = ended.awaitNanos(left);
    }
    return all.isEmpty();
  }

  @Override
  public void join() throws InterruptedException {
    lock.lock();
    try {
      while (!stopping || !all.isEmpty()) {
        boolean _ = ended.await(1, TimeUnit.SECONDS);
      }
    } finally {
      lock.unlock();
    }
  }

  @Override
  public int getThreads() {
    lock.lock();
    try {
      return all.size();
    } finally {
      lock.unlock();
    }
  }

  @Override
  public int getIdleThreads() {
    lock.lock();
    try {
      return idle.size();
    } finally {
      lock.unlock();
    }
  }

  @Override
  public boolean isLowOnThreads() {
    lock.lock();
    try {
      return !queue.isEmpty() && all.size() >= size.most();
    } finally {
      lock.unlock();
    }
  }

  /// One thread.
  private final class Worker extends Thread implements Waiting.Lent {
    private final Condition wake = lock.newCondition();

    /// Under the lock.
    private boolean hasPlace;

    /// When it began its task, by the monotonic clock.
    private volatile long begun;

    /// When it began its request, or has waited.
    private volatile long since;

    /// Of itself alone: how many waits it is in.
    private int waits;

    private volatile boolean busy;

    Worker(String name) {
      super(name);
      // A thread that is stuck in the HSM must not keep the process from its end.
      setDaemon(true);
    }

    private boolean isStuck(long now) {
      return now - since > PATIENCE.toNanos();
    }

    private boolean hadItsTurn(long now) {
      return now - begun > TURN.toNanos();
    }

    /// Under the lock.
    private void take() {
      if (!hasPlace) {
        hasPlace = true;
        placed++;
      }
    }

    /// Under the lock.
    private void leave() {
      if (hasPlace) {
        hasPlace = false;
        placed--;
      }
    }

    @Override
    public void run() {
      Runnable task = next(this);
      while (task != null) {
        // Meant for the task before.
        boolean _ = Thread.interrupted();
        perform(task);
        task = next(this);
      }
    }

    @SuppressWarnings("CatchThrowable") // Kotlin throws checked exceptions without a word.
    private void perform(Runnable task) {
      begun = System.nanoTime();
      since = begun;
      busy = true;
      try {
        task.run();
      } catch (Throwable e) {
        // The top of this thread.
        LOG.error("a task failed", e);
      } finally {
        busy = false;
      }
    }

    @Override
    public void beginsToWait() {
      waits++;
      if (waits > 1) {
        return;
      }
      lock.lock();
      try {
        leave();
        fill();
      } finally {
        lock.unlock();
      }
    }

    @Override
    public void hasWaited() {
      waits--;
      if (waits > 0) {
        return;
      }
      lock.lock();
      try {
        since = System.nanoTime();
        take();
      } finally {
        lock.unlock();
      }
    }
  }
}

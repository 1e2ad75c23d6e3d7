package io.craton.vault.node.chaos.load;

import com.fasterxml.jackson.databind.JsonNode;
import io.craton.vault.node.chaos.world.ChaosCluster;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/// Sends calls at a steady rate, whatever becomes of them, each to any node, up to a number that
/// wait for one node at a time. Clients do not know which nodes are well.
public final class Workload implements AutoCloseable {
  private static final int WAITING_FOR_A_NODE = 12;
  private static final int MOST_CALLS = 400;
  private static final int MOST_TOKEN_CALLS = 20;
  private static final int MOST_UNKNOWN = 3;
  private static final int TIMED_KEYS = 2;
  private static final int END_SECONDS = 60;

  /// From a tenth of the rate to all of it: nodes that have just started are slow.
  public static final Duration RISE = Duration.ofSeconds(12);

  private final ChaosCluster cluster;
  private final Recorder recorder;
  private final Client client;
  private final long seed;
  private final Pool<Secret> secrets = new Pool<>(12);
  private final Pool<SigningKey> keys = new Pool<>(8);
  private final Pool<MintedToken> tokens = new Pool<>(6);
  private final Pool<Folder> folders = new Pool<>(2);
  private final Pool<TimedKey> timed = new Pool<>(TIMED_KEYS);
  private final Map<Integer, Semaphore> waiting = new ConcurrentHashMap<>();
  private final AtomicInteger folderNames = new AtomicInteger();
  private final AtomicLong notSent = new AtomicLong();
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private volatile boolean stop;
  private volatile CountDownLatch stopped = new CountDownLatch(0);

  public Workload(ChaosCluster cluster, Recorder recorder, long seed) throws IOException {
    this.cluster = cluster;
    this.recorder = recorder;
    this.seed = seed;
    client = new Client(cluster, recorder);
  }

  /// Begins to send.
  ///
  /// @param rate calls a second
  public void start(int rate) {
    stopped = new CountDownLatch(1);
    var _ = Thread.ofPlatform().name("workload").daemon().start(() -> send(rate));
  }

  private void send(int rate) {
    long began = System.nanoTime();
    long next = began;
    for (long number = 0; !stop; number++) {
      Random random = new Random(seed * 1_000_003 + number);
      // The first outputs of neighbouring seeds are much alike.
      long ignored = random.nextLong();
      assert ignored != 0;
      int node = client.anyNode(random);
      Semaphore line = waiting.computeIfAbsent(node, key -> new Semaphore(WAITING_FOR_A_NODE));
      if (line.tryAcquire()) {
        threads.execute(() -> one(node, random, line));
      } else {
        notSent.incrementAndGet();
      }
      double risen = Math.min(1, 0.1 + 0.9 * (next - began) / RISE.toNanos());
      next += (long) (1e9 / (rate * risen));
      LockSupport.parkNanos(next - System.nanoTime());
    }
    stopped.countDown();
  }

  private void one(int node, Random random, Semaphore line) {
    try {
      perform(node, random);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException e) {
      recorder.wrong("a client failed: " + e + " at " + List.of(e.getStackTrace()).getFirst());
    } finally {
      line.release();
    }
  }

  private void perform(int node, Random random) throws InterruptedException {
    if (replenish(node, random)) {
      return;
    }
    int dice = random.nextInt(100);
    if (dice < 40) {
      withSecret(node, random, dice < 24);
    } else if (dice < 72) {
      withKey(node, random, dice < 65);
    } else if (dice < 86) {
      withToken(node, random);
    } else if (dice < 98) {
      withFolder(node, random);
    } else {
      Optional<TimedKey> key = timed.any(random);
      if (key.isPresent()) {
        key.get().read(node);
      }
    }
  }

  /// Makes one of what there are too few of.
  private boolean replenish(int node, Random random) throws InterruptedException {
    if (folders.wantsOne()) {
      folders.add(
          new Folder(
              client, recorder, "/chaos/folder-%d/".formatted(folderNames.incrementAndGet())));
      return true;
    }
    return make(secrets, () -> Secret.store(client, recorder, node, random))
        || make(timed, () -> TimedKey.generate(client, recorder, node, random))
        || make(keys, () -> SigningKey.generate(client, recorder, node, random))
        || make(tokens, () -> MintedToken.mint(cluster, client, recorder, node, random));
  }

  private interface Maker<T> {
    Optional<T> make() throws InterruptedException;
  }

  private static <T extends Subject> boolean make(Pool<T> pool, Maker<T> maker)
      throws InterruptedException {
    if (!pool.wantsOne()) {
      return false;
    }
    Optional<T> made = maker.make();
    if (made.isPresent()) {
      pool.add(made.get());
    } else {
      pool.giveUp();
    }
    return true;
  }

  private void withSecret(int node, Random random, boolean read) throws InterruptedException {
    // Of those that are gone, too.
    Optional<Secret> some = read ? secrets.recent(random) : secrets.any(random);
    if (some.isEmpty()) {
      return;
    }
    if (read) {
      some.get().read(node);
    } else if (worn(some.get(), MOST_CALLS) && secrets.retire(some.get())) {
      // The others stay, so that there is something to lose.
      if (random.nextBoolean()) {
        some.get().delete(node, random);
      }
    } else {
      some.get().rotate(node, random);
    }
  }

  private void withKey(int node, Random random, boolean sign) throws InterruptedException {
    Optional<SigningKey> some = sign ? keys.recent(random) : keys.any(random);
    if (some.isEmpty()) {
      return;
    }
    if (sign) {
      some.get().sign(node, random);
    } else if (worn(some.get(), MOST_CALLS) && keys.retire(some.get())) {
      some.get().delete(node, random);
    } else {
      some.get().change(node, random);
    }
  }

  private void withToken(int node, Random random) throws InterruptedException {
    Optional<MintedToken> some = tokens.recent(random);
    if (some.isEmpty()) {
      return;
    }
    if (worn(some.get(), MOST_TOKEN_CALLS) && tokens.retire(some.get())) {
      some.get().delete(node, random);
    } else {
      some.get().use(node);
    }
  }

  private void withFolder(int node, Random random) throws InterruptedException {
    Optional<Folder> some = folders.any(random);
    if (some.isEmpty()) {
      return;
    }
    Folder folder = some.get();
    if (folder.full()) {
      folders.retire(folder);
    }
    switch (random.nextInt(4)) {
      case 0 -> folder.store(node, random);
      case 1 -> folder.deleteOne(node, random);
      default -> folder.list(node);
    }
  }

  private static boolean worn(Subject subject, int mostCalls) {
    return subject.calls() >= mostCalls || subject.unknown() >= MOST_UNKNOWN;
  }

  /// Sends no more, and waits until everything sent has ended.
  public void stop() throws InterruptedException {
    stop = true;
    stopped.await();
    threads.shutdown();
    if (!threads.awaitTermination(END_SECONDS, TimeUnit.SECONDS)) {
      recorder.wrong("calls did not end within " + END_SECONDS + " s");
    }
  }

  /// Calls that were due while too many waited for their node.
  public long notSent() {
    return notSent.get();
  }

  /// Versions that policies made, as far as they were seen.
  public int timedVersions() {
    return timed.all().stream().mapToInt(TimedKey::versions).sum();
  }

  /// Compares everything with what the cluster has, each thing on any node.
  public void readBack() throws InterruptedException {
    Random random = new Random(seed);
    for (Subject subject : subjects().toList()) {
      subject.readBack(client.anyNode(random));
    }
  }

  /// One call with the root token on any node, which must succeed.
  ///
  /// @throws IOException if it does not
  public JsonNode call(String path, String body) throws IOException, InterruptedException {
    Client.Answer answer =
        client
            .readPatiently(client.anyNode(new Random()), path, body)
            .orElseThrow(() -> new IOException(path + " was not answered"));
    if (!answer.success()) {
      throw new IOException(path + ": " + answer.text());
    }
    return answer.result();
  }

  /// Judges all histories.
  public Verdicts judge() {
    return subjects().parallel().map(Subject::judge).reduce(Verdicts.NONE, Verdicts::and);
  }

  private Stream<Subject> subjects() {
    return Stream.<Pool<? extends Subject>>of(secrets, keys, tokens, folders, timed)
        .flatMap(pool -> pool.all().stream());
  }

  @Override
  public void close() {
    threads.shutdownNow();
  }
}

package io.craton.vault.bench;

import io.craton.vault.consensus.codec.EntryCodec;
import io.craton.vault.consensus.rocks.Applied;
import io.craton.vault.consensus.rocks.RocksMemory;
import io.craton.vault.consensus.rocks.RocksStore;
import io.craton.vault.core.algorithm.Algorithm;
import io.craton.vault.core.bytes.Bytes;
import io.craton.vault.core.bytes.SecretBytes;
import io.craton.vault.core.command.Command;
import io.craton.vault.core.command.Command.Draft;
import io.craton.vault.core.command.Proposal;
import io.craton.vault.core.command.RequestTag;
import io.craton.vault.core.decision.Decider;
import io.craton.vault.core.decision.Decision;
import io.craton.vault.core.decision.Outcome;
import io.craton.vault.core.event.Evolution;
import io.craton.vault.core.id.IdempotencyKey;
import io.craton.vault.core.id.ItemId;
import io.craton.vault.core.id.KekVersion;
import io.craton.vault.core.id.ProposalId;
import io.craton.vault.core.item.FolderPath;
import io.craton.vault.core.item.ItemKind;
import io.craton.vault.core.item.KeyRef;
import io.craton.vault.core.item.Labels;
import io.craton.vault.core.item.Material;
import io.craton.vault.core.item.StateName;
import io.craton.vault.core.port.Deadline;
import io.craton.vault.core.port.Ledger;
import io.craton.vault.core.port.Unavailable;
import io.craton.vault.core.rotation.RotationSettings;
import io.craton.vault.core.service.Authentication;
import io.craton.vault.core.service.Call;
import io.craton.vault.core.service.Caller;
import io.craton.vault.core.service.CryptoService;
import io.craton.vault.core.service.CryptoService.KeyChoice;
import io.craton.vault.core.service.HsmPorts;
import io.craton.vault.core.service.ItemFilter;
import io.craton.vault.core.service.ItemLister;
import io.craton.vault.core.service.ItemReader;
import io.craton.vault.core.service.ItemWriter;
import io.craton.vault.core.service.ItemWriter.Succession;
import io.craton.vault.core.service.ListQuery;
import io.craton.vault.core.service.Replica;
import io.craton.vault.core.service.RequestRefused;
import io.craton.vault.core.service.SortKey;
import io.craton.vault.core.service.Sources;
import io.craton.vault.core.service.TokenMint;
import io.craton.vault.core.service.VersionSelector;
import io.craton.vault.hsm.Hsm;
import io.craton.vault.hsm.pkcs11.Binding;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// Question: do the use cases cost more when the vault holds more items, what does an item take,
/// and how long do a start and the install of a snapshot take?
///
/// Fills a store with secrets by the commands that the API proposes, and measures the same calls at
/// each size: list the first page of the folder that holds them all, and a page in its middle; get
/// a secret (with the real token); sign; rotate a secret. Calls go to the use cases on a real
/// RocksDB state and a SoftHSM token. Not measured: HTTP, TLS, Raft, the network, fsync.
///
/// Arguments: the sizes, ascending. `-Dcraton.scale.calls=N` changes how many calls are timed.
public final class ScaleMeasurement {
  /// Calls that are timed, after as many that are not.
  private static final int CALLS = Integer.getInteger("craton.scale.calls", 2_000);

  private static final int CIPHERTEXT_BYTES = 128;
  private static final int PAGE = 50;
  private static final FolderPath FOLDER = FolderPath.parse("/scale").orElseThrow();
  private static final byte[] MESSAGE = new byte[256];
  private static final SecureRandom RANDOM = new SecureRandom();

  private final SplittableRandom cheap = new SplittableRandom(1);
  private final Sources sources = new Sources(Clock.systemUTC(), ScaleMeasurement::secure);
  private final Path directory;
  private final RocksMemory memory = new RocksMemory();
  private final HsmPorts hsm;
  private RocksStore store;
  private long index;
  private int filled;

  private ScaleMeasurement(Path directory, HsmPorts hsm) {
    this.directory = directory;
    this.hsm = hsm;
    this.store = RocksStore.open(directory.resolve("state"), memory);
  }

  /// Measures and prints a table.
  public static void main(String[] sizes) throws Exception {
    Path directory = Files.createTempDirectory("craton-scale");
    try (BenchToken token = BenchToken.open(Binding.FFM)) {
      Hsm hsm = token.hsm();
      HsmPorts ports = hsm.ports();
      new ScaleMeasurement(directory, ports).run(Arrays.stream(sizes).mapToInt(Integer::parseInt));
    } finally {
      BenchToken.deleteTree(directory);
    }
  }

  @SuppressWarnings({"AnnotateFormatMethod", "SystemOut"}) // What it found is its output.
  private static void say(String format, Object... arguments) {
    System.out.println(String.format(Locale.ROOT, format, arguments));
  }

  private static byte[] secure(int count) {
    byte[] bytes = new byte[count];
    RANDOM.nextBytes(bytes);
    return bytes;
  }

  private void run(IntStream sizes) throws Exception {
    KeyRef kek = hsm.generator().generateKek(deadline());
    var _ = apply(proposal(Optional.empty(), new Command.InstallKek(new KekVersion(1), kek)));
    String root;
    try (SecretBytes minted = new TokenMint(replica(), sources).bootstrap(deadline())) {
      root = minted.decodeUtf8();
    }
    Caller caller = new Authentication(replica(), sources).authenticate(root, deadline());
    for (int size : sizes.toArray()) {
      fill(size);
      measure(size, new UseCases(replica(), caller));
      disk(size);
    }
    memory.close();
  }

  private Replica replica() {
    Ledger ledger = (proposal, deadline) -> apply(proposal);
    return new Replica(store, deadline -> {}, ledger);
  }

  // ---- Filling

  private void fill(int size) {
    long start = System.nanoTime();
    int before = filled;
    for (; filled < size; filled++) {
      Draft draft =
          new Draft(
              new ItemKind.Secret(Optional.empty()),
              FOLDER,
              Optional.of("item-%08d".formatted(filled)),
              Labels.NONE,
              Optional.empty(),
              RotationSettings.INHERITED);
      Material material =
          new Material.Sealed(
              new KekVersion(1), Bytes.copyOf(fast(CIPHERTEXT_BYTES)), Optional.empty());
      Command create = new Command.CreateItem(ItemId.of(fast(ItemId.SIZE)), draft, material);
      Outcome outcome = apply(proposal(Optional.of(tag()), create));
      if (outcome instanceof Outcome.Refused refused) {
        throw new IllegalStateException(refused.toString());
      }
    }
    long seconds = Math.max(1, Duration.ofNanos(System.nanoTime() - start).toSeconds());
    say("");
    say("%,d items (%,d commands a second)", size, (size - before) / seconds);
  }

  private byte[] fast(int count) {
    byte[] bytes = new byte[count];
    cheap.nextBytes(bytes);
    return bytes;
  }

  private RequestTag tag() {
    IdempotencyKey key = new IdempotencyKey(Bytes.copyOf(fast(IdempotencyKey.SIZE)));
    return new RequestTag(key, List.of(), Bytes.copyOf(fast(32)));
  }

  private Proposal proposal(Optional<RequestTag> tag, Command command) {
    return new Proposal(
        ProposalId.of(fast(ProposalId.SIZE)), Optional.empty(), tag, Instant.now(), command);
  }

  /// As a node applies an entry: decode, decide, evolve, one batch.
  private Outcome apply(Proposal proposal) {
    Proposal decoded = EntryCodec.decode(EntryCodec.encode(proposal));
    index++;
    return store.apply(
        new Applied(1, index),
        (view, writer) -> {
          Decision decision = Decider.decide(view, decoded);
          Evolution.evolve(decision.events(), writer);
          return decision.outcome();
        });
  }

  // ---- Measuring

  private static Deadline deadline() {
    return BenchToken.deadline();
  }

  /// Something to time.
  private interface Timed {
    void run() throws RequestRefused, Unavailable;
  }

  private static void time(String what, Timed timed) throws RequestRefused, Unavailable {
    for (int i = 0; i < CALLS; i++) {
      timed.run();
    }
    long[] nanos = new long[CALLS];
    for (int i = 0; i < CALLS; i++) {
      long start = System.nanoTime();
      timed.run();
      nanos[i] = System.nanoTime() - start;
    }
    Arrays.sort(nanos);
    say(
        "  %-28s p50 %8.1f µs   p99 %8.1f µs",
        what, nanos[CALLS / 2] / 1e3, nanos[CALLS * 99 / 100] / 1e3);
  }

  private void measure(int size, UseCases use) throws RequestRefused, Unavailable {
    ListQuery.Order order = new ListQuery.Order(SortKey.PATH, false);
    ItemFilter inFolder =
        new ItemFilter(Optional.of(FOLDER), Optional.empty(), Optional.empty(), List.of());
    String middle = "item-%08d".formatted(size / 2);
    ItemFilter named =
        new ItemFilter(Optional.of(FOLDER), Optional.empty(), Optional.of(middle), List.of());
    ItemLister.Page one =
        use.lister.list(use.call(), new ListQuery(named, order, 1, Optional.empty()));
    ItemId id = one.items().getFirst().summary().item().id();
    ListQuery.Cursor cursor =
        new ListQuery.Cursor(order, Optional.of(SortKey.path(FOLDER, middle)), id);
    time(
        "list the first page",
        () -> use.lister.list(use.call(), new ListQuery(inFolder, order, PAGE, Optional.empty())));
    time(
        "list a page in the middle",
        () ->
            use.lister.list(use.call(), new ListQuery(inFolder, order, PAGE, Optional.of(cursor))));
    time(
        "find a name in a folder",
        () -> use.lister.list(use.call(), new ListQuery(named, order, 1, Optional.empty())));
    time(
        "get a secret",
        () -> use.reader.get(use.call(), use.secret, new VersionSelector.Current()).close());
    time("sign ES256", () -> use.crypto.sign(use.call(), use.key, MESSAGE));
    time("rotate a secret", use::rotate);
  }

  private void disk(int size) throws IOException {
    store.flush();
    Path state = directory.resolve("state");
    long bytes = bytes(state);
    say("  on disk                      %,d MB, %,d bytes an item", bytes >> 20, bytes / size);
    Path checkpoint = directory.resolve("checkpoint-" + size);
    long start = System.nanoTime();
    store.checkpoint(checkpoint);
    say("  take a snapshot              %,d ms", millis(start));
    start = System.nanoTime();
    store.replaceWith(checkpoint);
    say("  install a snapshot           %,d ms", millis(start));
    store.close();
    start = System.nanoTime();
    store = RocksStore.open(state, memory);
    long clock = store.read(view -> view.clock().toEpochMilli());
    say("  open                         %,d ms (log time %d)", millis(start), clock);
    start = System.nanoTime();
    store.digest();
    say("  digest                       %,d ms", millis(start));
    System.gc();
    Runtime runtime = Runtime.getRuntime();
    say(
        "  memory                       %,d MB of heap, %,d MB resident",
        (runtime.totalMemory() - runtime.freeMemory()) >> 20, resident() >> 10);
  }

  private static long millis(long start) {
    return Duration.ofNanos(System.nanoTime() - start).toMillis();
  }

  private static long bytes(Path directory) throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      return files.filter(Files::isRegularFile).mapToLong(file -> file.toFile().length()).sum();
    }
  }

  /// Resident memory of this process in KiB.
  private static long resident() throws IOException {
    for (String line : Files.readAllLines(Path.of("/proc/self/status"))) {
      if (line.startsWith("VmRSS:")) {
        return Long.parseLong(line.replaceAll("\\D", ""));
      }
    }
    return 0;
  }

  /// The use cases, and one item of each kind of its own.
  private final class UseCases {
    private final Caller caller;
    private final ItemLister lister;
    private final ItemReader reader;
    private final ItemWriter writer;
    private final CryptoService crypto;
    private final ItemId secret;
    private final ItemId rotated;
    private final KeyChoice key;

    UseCases(Replica replica, Caller caller) throws RequestRefused, Unavailable {
      this.caller = caller;
      this.lister = new ItemLister(replica, sources);
      this.reader = new ItemReader(replica, hsm, sources, Set.of(StateName.ACTIVE));
      this.writer = new ItemWriter(replica, hsm, sources);
      this.crypto = new CryptoService(replica, hsm, sources);
      this.secret = newSecret();
      this.rotated = newSecret();
      ItemKind kind = new ItemKind.Key(Algorithm.SIGN_ES256, false, Optional.empty());
      ItemId made = writer.generateKey(call(), draft(kind)).item().id();
      this.key = new KeyChoice(made, Optional.empty());
    }

    Call call() {
      return new Call(caller, tag(), deadline());
    }

    private ItemId newSecret() throws RequestRefused, Unavailable {
      ItemKind kind = new ItemKind.Secret(Optional.empty());
      return writer.store(call(), draft(kind), value()).item().id();
    }

    private ItemWriter.NewValue value() {
      return new ItemWriter.NewValue(SecretBytes.utf8("a value"), Optional.empty());
    }

    private Draft draft(ItemKind kind) {
      return new Draft(
          kind,
          FolderPath.ROOT,
          Optional.empty(),
          Labels.NONE,
          Optional.empty(),
          RotationSettings.INHERITED);
    }

    void rotate() throws RequestRefused, Unavailable {
      Succession byPolicy = new Succession(Command.Retirement.BY_POLICY, Optional.empty());
      var _ = writer.rotateValue(call(), rotated, Optional.of(value()), byPolicy);
    }
  }
}

package io.craton.vault.bench;

import static io.craton.vault.bench.Report.millis;
import static io.craton.vault.bench.Report.say;
import static io.craton.vault.bench.Report.spread;

import io.craton.vault.consensus.rocks.RocksStore;
import io.craton.vault.core.algorithm.Algorithm;
import io.craton.vault.core.bytes.SecretBytes;
import io.craton.vault.core.command.Command;
import io.craton.vault.core.command.Command.Draft;
import io.craton.vault.core.id.ItemId;
import io.craton.vault.core.item.FolderPath;
import io.craton.vault.core.item.ItemKind;
import io.craton.vault.core.item.StateName;
import io.craton.vault.core.port.Unavailable;
import io.craton.vault.core.rotation.RotationSettings;
import io.craton.vault.core.service.Call;
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
import io.craton.vault.core.service.VersionSelector;
import io.craton.vault.hsm.Hsm;
import io.craton.vault.hsm.pkcs11.Binding;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/// Question: do the use cases cost more when the vault holds more items, what does an item take,
/// and how long do a start and the install of a snapshot take?
///
/// Fills a store for each size with secrets by the commands that the API proposes, and measures the
/// same calls on all of them by turns, so that the compiler and whatever else the machine does
/// count for all alike: list the first page of the folder that holds them all, and a page in its
/// middle; get a secret (with the real token); sign; rotate a secret. Calls go to the use cases on
/// a real RocksDB state and a SoftHSM token. Not measured: HTTP, TLS, Raft, the network, fsync.
///
/// Arguments: the sizes. `-Dcraton.scale.calls=N` changes how many calls are timed in a round.
public final class ScaleMeasurement {
  private static final int CALLS = Integer.getInteger("craton.scale.calls", 500);

  /// Rounds that are timed, after one that is not.
  private static final int ROUNDS = 6;

  private static final int PAGE = 50;
  private static final FolderPath FOLDER = FolderPath.parse("/scale").orElseThrow();
  private static final byte[] MESSAGE = new byte[256];

  private ScaleMeasurement() {}

  /// Measures and prints a table.
  public static void main(String[] sizes) throws Exception {
    Path directory = Files.createTempDirectory("craton-scale");
    List<Vault> vaults = new ArrayList<>();
    try (BenchToken token = BenchToken.open(Binding.FFM)) {
      Hsm hsm = token.hsm();
      for (String size : sizes) {
        vaults.add(new Vault(Integer.parseInt(size), directory.resolve(size), hsm.ports()));
      }
      for (Vault vault : vaults) {
        vault.fill();
      }
      rounds(vaults);
      for (Vault vault : vaults) {
        vault.disk();
      }
    } finally {
      vaults.forEach(Vault::close);
      BenchToken.deleteTree(directory);
    }
  }

  // ---- Measuring

  /// Something to time.
  private interface Timed {
    void run() throws RequestRefused, Unavailable;
  }

  private static void rounds(List<Vault> vaults) throws RequestRefused, Unavailable {
    List<Map<String, Timed>> work = new ArrayList<>();
    List<Map<String, List<Long>>> nanos = new ArrayList<>();
    for (Vault vault : vaults) {
      work.add(vault.calls());
      nanos.add(new LinkedHashMap<>());
    }
    for (int round = 0; round <= ROUNDS; round++) {
      for (String what : work.getFirst().keySet()) {
        for (int i = 0; i < vaults.size(); i++) {
          List<Long> times = time(Objects.requireNonNull(work.get(i).get(what)));
          if (round > 0) {
            nanos.get(i).computeIfAbsent(what, key -> new ArrayList<>()).addAll(times);
          }
        }
      }
    }
    for (int i = 0; i < vaults.size(); i++) {
      say("");
      say("%,d items", vaults.get(i).size);
      nanos.get(i).forEach((what, times) -> say("  %-28s %s", what, spread(times)));
    }
  }

  private static List<Long> time(Timed timed) throws RequestRefused, Unavailable {
    List<Long> nanos = new ArrayList<>();
    for (int i = 0; i < CALLS; i++) {
      long start = System.nanoTime();
      timed.run();
      nanos.add(System.nanoTime() - start);
    }
    return nanos;
  }

  /// A state of some size, and the use cases on it.
  private static final class Vault {
    private final int size;
    private final Path directory;
    private final HsmPorts hsm;
    private final RocksVault rocks;

    Vault(int size, Path directory, HsmPorts hsm) throws Exception {
      this.size = size;
      this.directory = directory;
      this.hsm = hsm;
      this.rocks = new RocksVault(directory, hsm, Clock.systemUTC());
    }

    void close() {
      rocks.close();
    }

    void fill() {
      long start = System.nanoTime();
      ItemKind kind = new ItemKind.Secret(Optional.empty());
      rocks.fill(
          size,
          true,
          number ->
              RocksVault.draft(
                  kind,
                  FOLDER,
                  Optional.of("item-%08d".formatted(number)),
                  RotationSettings.INHERITED));
      say("%,d items filled in %,d ms", size, millis(start));
    }

    // ---- What is timed

    Map<String, Timed> calls() throws RequestRefused, Unavailable {
      Replica replica = rocks.replica();
      Sources sources = rocks.sources();
      ItemLister lister = new ItemLister(replica, sources);
      ItemReader reader = new ItemReader(replica, hsm, sources, Set.of(StateName.ACTIVE));
      ItemWriter writer = new ItemWriter(replica, hsm, sources);
      CryptoService crypto = new CryptoService(replica, hsm, sources);
      ListQuery.Order order = new ListQuery.Order(SortKey.PATH, false);
      ItemFilter inFolder =
          new ItemFilter(Optional.of(FOLDER), Optional.empty(), Optional.empty(), List.of());
      String middle = "item-%08d".formatted(size / 2);
      ItemFilter named =
          new ItemFilter(Optional.of(FOLDER), Optional.empty(), Optional.of(middle), List.of());
      ListQuery oneNamed = new ListQuery(named, order, 1, Optional.empty());
      ItemId inTheMiddle = lister.list(call(), oneNamed).items().getFirst().summary().item().id();
      ListQuery.Cursor cursor =
          new ListQuery.Cursor(order, Optional.of(SortKey.path(FOLDER, middle)), inTheMiddle);
      ListQuery first = new ListQuery(inFolder, order, PAGE, Optional.empty());
      ListQuery next = new ListQuery(inFolder, order, PAGE, Optional.of(cursor));
      ItemId secret = newSecret(writer);
      ItemId rotated = newSecret(writer);
      ItemKind signing = new ItemKind.Key(Algorithm.SIGN_ES256, false, Optional.empty());
      KeyChoice key =
          new KeyChoice(writer.generateKey(call(), draft(signing)).item().id(), Optional.empty());
      Succession byPolicy = new Succession(Command.Retirement.BY_POLICY, Optional.empty());
      Map<String, Timed> calls = new LinkedHashMap<>();
      calls.put("list the first page", () -> lister.list(call(), first));
      calls.put("list a page in the middle", () -> lister.list(call(), next));
      calls.put("find a name in a folder", () -> lister.list(call(), oneNamed));
      calls.put(
          "get a secret", () -> reader.get(call(), secret, new VersionSelector.Current()).close());
      calls.put("sign ES256", () -> crypto.sign(call(), key, MESSAGE));
      calls.put(
          "rotate a secret",
          () -> writer.rotateValue(call(), rotated, Optional.of(value()), byPolicy));
      return calls;
    }

    private Call call() {
      return rocks.call();
    }

    private ItemId newSecret(ItemWriter writer) throws RequestRefused, Unavailable {
      ItemKind kind = new ItemKind.Secret(Optional.empty());
      return writer.store(call(), draft(kind), value()).item().id();
    }

    private ItemWriter.NewValue value() {
      return new ItemWriter.NewValue(SecretBytes.utf8("a value"), Optional.empty());
    }

    private Draft draft(ItemKind kind) {
      return RocksVault.draft(kind, FolderPath.ROOT, Optional.empty(), RotationSettings.INHERITED);
    }

    // ---- What it takes

    void disk() throws IOException {
      say("");
      say("%,d items", size);
      RocksStore store = rocks.store();
      store.flush();
      long bytes = bytes(rocks.stateDirectory());
      say("  on disk                      %,d MB, %,d bytes an item", bytes >> 20, bytes / size);
      Path checkpoint = directory.resolve("checkpoint");
      long start = System.nanoTime();
      store.checkpoint(checkpoint);
      say("  take a snapshot              %,d ms", millis(start));
      start = System.nanoTime();
      store.replaceWith(checkpoint);
      say("  install a snapshot           %,d ms", millis(start));
      rocks.closeState();
      start = System.nanoTime();
      rocks.openState();
      store = rocks.store();
      long clock = store.read(view -> view.clock().toEpochMilli());
      say("  open                         %,d ms (log time %d)", millis(start), clock);
      start = System.nanoTime();
      store.digest();
      say("  digest                       %,d ms", millis(start));
      System.gc();
      Runtime runtime = Runtime.getRuntime();
      say(
          "  memory                       %,d MB of heap, %,d MB resident, all sizes together",
          (runtime.totalMemory() - runtime.freeMemory()) >> 20, resident() >> 10);
    }

    /// Files that are compacted away meanwhile count nothing.
    private static long bytes(Path directory) throws IOException {
      long bytes = 0;
      try (Stream<Path> entries = Files.list(directory)) {
        for (Path entry : entries.toList()) {
          bytes += Files.isDirectory(entry) ? bytes(entry) : entry.toFile().length();
        }
      }
      return bytes;
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
  }
}

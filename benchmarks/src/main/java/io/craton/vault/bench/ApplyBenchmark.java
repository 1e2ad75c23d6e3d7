package io.craton.vault.bench;

import io.craton.vault.consensus.codec.EntryCodec;
import io.craton.vault.consensus.rocks.Applied;
import io.craton.vault.consensus.rocks.RocksMemory;
import io.craton.vault.consensus.rocks.RocksStore;
import io.craton.vault.core.bytes.Bytes;
import io.craton.vault.core.command.Command;
import io.craton.vault.core.command.Command.CreateItem;
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
import io.craton.vault.core.item.Labels;
import io.craton.vault.core.item.Material;
import io.craton.vault.core.rotation.RotationSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/// Question: what does applying one committed entry cost a node (decode, decide, evolve, one
/// RocksDB batch), and does it depend on how many items there are?
///
/// Baseline: `decode`, the codec alone. Not measured: Raft, the network, fsync (the Raft log is the
/// write-ahead log; RocksDB writes none).
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 2, time = 2)
@Measurement(iterations = 5, time = 3)
@Fork(1)
@State(Scope.Thread)
public class ApplyBenchmark {
  private static final int CIPHERTEXT_BYTES = 128;

  /// Items that are there before.
  @Param({"1000", "100000"})
  public int items;

  private final Random random = new Random(1);
  private long index;
  private @Nullable Path directory;
  private @Nullable RocksMemory memory;
  private @Nullable RocksStore store;
  private byte[] entry = new byte[0];

  /// Fills a store.
  @Setup(Level.Trial)
  public void open() throws IOException {
    Path made = Files.createTempDirectory("craton-apply");
    directory = made;
    RocksMemory shared = new RocksMemory();
    memory = shared;
    store = RocksStore.open(made.resolve("state"), shared);
    for (int i = 0; i < items; i++) {
      Outcome outcome = apply(EntryCodec.encode(store()));
      if (outcome instanceof Outcome.Refused refused) {
        throw new IllegalStateException(refused.toString());
      }
    }
    entry = EntryCodec.encode(store());
  }

  /// Removes the store.
  @TearDown(Level.Trial)
  public void close() {
    present(store).close();
    present(memory).close();
    BenchToken.deleteTree(present(directory));
  }

  private static <T> T present(@Nullable T value) {
    return Optional.ofNullable(value).orElseThrow();
  }

  private byte[] bytes(int count) {
    byte[] bytes = new byte[count];
    random.nextBytes(bytes);
    return bytes;
  }

  private Proposal store() {
    ItemId id = ItemId.of(bytes(ItemId.SIZE));
    Draft draft =
        new Draft(
            new ItemKind.Secret(Optional.empty()),
            FolderPath.parse("/bench/" + random.nextInt(100)).orElseThrow(),
            Optional.empty(),
            Labels.NONE,
            Optional.empty(),
            RotationSettings.INHERITED);
    Command command =
        new CreateItem(
            id,
            draft,
            new Material.Sealed(
                new KekVersion(1), Bytes.copyOf(bytes(CIPHERTEXT_BYTES)), Optional.empty()));
    IdempotencyKey key = new IdempotencyKey(Bytes.copyOf(bytes(IdempotencyKey.SIZE)));
    RequestTag tag = new RequestTag(key, List.of(), Bytes.copyOf(bytes(32)));
    return new Proposal(
        ProposalId.of(bytes(ProposalId.SIZE)),
        Optional.empty(),
        Optional.of(tag),
        Instant.now(),
        command);
  }

  private Outcome apply(byte[] bytes) {
    Proposal proposal = EntryCodec.decode(bytes);
    index++;
    return present(store)
        .apply(
            new Applied(1, index),
            (view, writer) -> {
              Decision decision = Decider.decide(view, proposal);
              Evolution.evolve(decision.events(), writer);
              return decision.outcome();
            });
  }

  /// The codec alone.
  @Benchmark
  public Proposal decode() {
    return EntryCodec.decode(entry);
  }

  /// A new secret in one of a hundred folders.
  @Benchmark
  public Outcome applySecret() {
    return apply(EntryCodec.encode(store()));
  }
}

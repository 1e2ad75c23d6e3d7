package io.craton.vault.bench;

import io.craton.vault.bench.baseline.Baseline;
import io.craton.vault.consensus.codec.EntryCodec;
import io.craton.vault.consensus.ratis.BareCluster;
import io.craton.vault.core.bytes.Bytes;
import io.craton.vault.core.command.Command;
import io.craton.vault.core.command.Proposal;
import io.craton.vault.core.command.RequestTag;
import io.craton.vault.core.id.IdempotencyKey;
import io.craton.vault.core.id.ItemId;
import io.craton.vault.core.id.KekVersion;
import io.craton.vault.core.id.ProposalId;
import io.craton.vault.core.item.FolderPath;
import io.craton.vault.core.item.ItemKind;
import io.craton.vault.core.item.Material;
import io.craton.vault.core.rotation.RotationSettings;
import io.craton.vault.core.token.TokenHash;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutionException;
import org.HdrHistogram.Histogram;

/// Question: how many commands a second do Ratis and RocksDB alone take, on three servers with
/// fsync?
///
/// The servers are those of [BareCluster]. A client is a thread that gives the leader, in the same
/// process, a command as long as that of a small secret, and the next one when that is applied. A
/// [Baseline] for a cluster: `main` takes a directory, and a question is the number of clients, the
/// seconds before it counts, and the seconds that count; the answer writes a second, and of their
/// times the median and the 99th percentile in milliseconds. Counts what starts in that time.
///
/// Not measured: three processes, a way to the leader, TLS between the servers.
public final class BareWrites {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final double NANOS_PER_MILLI = 1e6;
  private static final double NANOS_PER_SECOND = 1e9;

  /// Nonce, five characters, and the tag.
  private static final int CIPHERTEXT_BYTES = 12 + 5 + 16;

  private final BareCluster cluster;
  private final byte[] command = command();

  private BareWrites(BareCluster cluster) {
    this.cluster = cluster;
  }

  /// Answers until the input ends.
  public static void main(String[] arguments) throws Exception {
    try (BareCluster cluster = BareCluster.start(Path.of(arguments[0]), Trio.members())) {
      BareWrites writes = new BareWrites(cluster);
      Baseline.serve(words ->
          writes.run(
              Integer.parseInt(words.get(0)),
              Duration.ofSeconds(Long.parseLong(words.get(1))),
              Duration.ofSeconds(Long.parseLong(words.get(2)))));
    }
  }

  /// What a node proposes when a secret of five characters is stored in the root folder.
  static byte[] command() {
    SplittableRandom random = new SplittableRandom(1);
    IdempotencyKey key = new IdempotencyKey(bytes(random, IdempotencyKey.SIZE));
    Command create =
        new Command.CreateItem(
            ItemId.of(bytes(random, ItemId.SIZE).toArray()),
            RocksVault.draft(
                new ItemKind.Secret(Optional.empty()),
                FolderPath.ROOT,
                Optional.empty(),
                RotationSettings.INHERITED),
            new Material.Sealed(
                new KekVersion(1), bytes(random, CIPHERTEXT_BYTES), Optional.empty()));
    return EntryCodec.encode(
        new Proposal(
            ProposalId.of(bytes(random, ProposalId.SIZE).toArray()),
            Optional.of(TokenHash.ofToken("pts_bench")),
            Optional.of(new RequestTag(key, List.of(), bytes(random, 32))),
            Instant.now().truncatedTo(ChronoUnit.MICROS),
            create));
  }

  private static Bytes bytes(SplittableRandom random, int count) {
    byte[] bytes = new byte[count];
    random.nextBytes(bytes);
    return Bytes.copyOf(bytes);
  }

  private List<Double> run(int clients, Duration warmUp, Duration length) throws Exception {
    cluster.awaitLeader(PATIENCE);
    Histogram nanos = ClosedLoop.run(clients, warmUp, length, this::write).nanos();
    return List.of(
        nanos.getTotalCount() * NANOS_PER_SECOND / length.toNanos(),
        nanos.getValueAtPercentile(50) / NANOS_PER_MILLI,
        nanos.getValueAtPercentile(99) / NANOS_PER_MILLI);
  }

  /// @return false when another server leads: what failed does not count
  private boolean write() throws IOException, InterruptedException {
    try {
      cluster.write(command).get();
      return true;
    } catch (ExecutionException e) {
      cluster.awaitLeader(PATIENCE);
      return false;
    }
  }
}

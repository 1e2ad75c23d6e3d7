package io.craton.vault.bench;

import io.craton.vault.consensus.codec.EntryCodec;
import io.craton.vault.consensus.rocks.Applied;
import io.craton.vault.consensus.rocks.RocksMemory;
import io.craton.vault.consensus.rocks.RocksStore;
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
import io.craton.vault.core.port.Unavailable;
import io.craton.vault.core.rotation.RotationSettings;
import io.craton.vault.core.service.Authentication;
import io.craton.vault.core.service.Call;
import io.craton.vault.core.service.Caller;
import io.craton.vault.core.service.HsmPorts;
import io.craton.vault.core.service.Replica;
import io.craton.vault.core.service.RequestRefused;
import io.craton.vault.core.service.Sources;
import io.craton.vault.core.service.TokenMint;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.IntFunction;

/// A vault on a RocksDB state and a token, in this process and without a log: a proposal is applied
/// as a node applies a committed entry, one after the other. Only [#replica()] is thread-safe.
final class RocksVault implements AutoCloseable {
  private static final KekVersion KEK = new KekVersion(1);
  private static final int CIPHERTEXT_BYTES = 128;
  private static final SecureRandom RANDOM = new SecureRandom();

  private final SplittableRandom cheap = new SplittableRandom(1);
  private final RocksMemory memory = new RocksMemory();
  private final Path state;
  private final Sources sources;
  private final Caller caller;
  private RocksStore store;
  private long index;

  /// @param hsm makes the key-encryption key
  /// @param clock dates proposals and what they bring
  RocksVault(Path directory, HsmPorts hsm, InstantSource clock)
      throws IOException, RequestRefused, Unavailable {
    this.state = Files.createDirectories(directory).resolve("state");
    this.sources = new Sources(clock, RocksVault::secure);
    this.store = RocksStore.open(state, memory);
    KeyRef kek = hsm.generator().generateKek(BenchToken.deadline());
    propose(new Command.InstallKek(KEK, kek));
    String root;
    try (SecretBytes minted = new TokenMint(replica(), sources).bootstrap(BenchToken.deadline())) {
      root = minted.decodeUtf8();
    }
    this.caller = new Authentication(replica(), sources).authenticate(root, BenchToken.deadline());
  }

  private static byte[] secure(int count) {
    byte[] bytes = new byte[count];
    RANDOM.nextBytes(bytes);
    return bytes;
  }

  RocksStore store() {
    return store;
  }

  Path stateDirectory() {
    return state;
  }

  Sources sources() {
    return sources;
  }

  /// The state, no barrier, and the way of [#apply] for a log.
  Replica replica() {
    return new Replica(store, deadline -> {}, (proposal, deadline) -> apply(proposal));
  }

  /// A request of its own, as every caller makes one.
  Call call() {
    return new Call(caller, tag(), BenchToken.deadline());
  }

  // ---- Filling

  /// Makes that many items with a value that nobody can open.
  ///
  /// @param remembered whether they come as requests of callers do, whose outcomes are kept for a
  ///   while; without it filling is faster
  void fill(int count, boolean remembered, IntFunction<Draft> drafts) {
    for (int made = 0; made < count; made++) {
      Material material =
          new Material.Sealed(KEK, Bytes.copyOf(fast(CIPHERTEXT_BYTES)), Optional.empty());
      Command create =
          new Command.CreateItem(ItemId.of(fast(ItemId.SIZE)), drafts.apply(made), material);
      propose(remembered ? Optional.of(tag()) : Optional.empty(), create);
    }
    // As on a node that has been running: what is measured comes from files, at every size.
    store.flush();
  }

  static Draft draft(
      ItemKind kind, FolderPath folder, Optional<String> name, RotationSettings rotation) {
    return new Draft(kind, folder, name, Labels.NONE, Optional.empty(), rotation);
  }

  /// Applies a command of the vault itself, which must be accepted.
  void propose(Command command) {
    propose(Optional.empty(), command);
  }

  private void propose(Optional<RequestTag> tag, Command command) {
    Proposal proposal =
        new Proposal(
            ProposalId.of(fast(ProposalId.SIZE)),
            Optional.empty(),
            tag,
            sources.clock().instant().truncatedTo(ChronoUnit.MICROS),
            command);
    if (apply(proposal) instanceof Outcome.Refused refused) {
      throw new IllegalStateException(refused.toString());
    }
  }

  /// As a node applies an entry: decode, decide, evolve, one batch.
  private synchronized Outcome apply(Proposal proposal) {
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

  private byte[] fast(int count) {
    byte[] bytes = new byte[count];
    cheap.nextBytes(bytes);
    return bytes;
  }

  private RequestTag tag() {
    IdempotencyKey key = new IdempotencyKey(Bytes.copyOf(fast(IdempotencyKey.SIZE)));
    return new RequestTag(key, List.of(), Bytes.copyOf(fast(32)));
  }

  // ---- The files

  /// Closes the state, for [#openState()] to open it again.
  void closeState() {
    store.close();
  }

  /// Opens the state from its files.
  void openState() {
    store = RocksStore.open(state, memory);
  }

  @Override
  public void close() {
    store.close();
    memory.close();
  }
}

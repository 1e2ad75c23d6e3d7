package io.craton.vault.consensus.ratis;

import io.craton.vault.consensus.ConsensusFigures;
import io.craton.vault.consensus.barrier.Progress;
import io.craton.vault.consensus.codec.CorruptBytesException;
import io.craton.vault.consensus.codec.EntryCodec;
import io.craton.vault.consensus.codec.NewerFormatException;
import io.craton.vault.consensus.codec.OutcomeCodec;
import io.craton.vault.consensus.rocks.Applied;
import io.craton.vault.consensus.rocks.RocksStore;
import io.craton.vault.consensus.rocks.StoreException;
import io.craton.vault.core.command.Proposal;
import io.craton.vault.core.decision.Decider;
import io.craton.vault.core.decision.Decision;
import io.craton.vault.core.decision.Outcome;
import io.craton.vault.core.event.Event;
import io.craton.vault.core.event.Evolution;
import io.craton.vault.core.state.RecordedOutcome;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.LongAdder;
import org.apache.ratis.proto.RaftProtos.LogEntryProto;
import org.apache.ratis.proto.RaftProtos.RoleInfoProto;
import org.apache.ratis.protocol.Message;
import org.apache.ratis.protocol.RaftClientRequest;
import org.apache.ratis.protocol.RaftGroupId;
import org.apache.ratis.protocol.RaftGroupMemberId;
import org.apache.ratis.protocol.RaftPeerId;
import org.apache.ratis.protocol.exceptions.StateMachineException;
import org.apache.ratis.server.RaftServer;
import org.apache.ratis.server.protocol.TermIndex;
import org.apache.ratis.server.storage.RaftStorage;
import org.apache.ratis.statemachine.StateMachineStorage;
import org.apache.ratis.statemachine.TransactionContext;
import org.apache.ratis.statemachine.impl.BaseStateMachine;
import org.apache.ratis.statemachine.impl.FileListSnapshotInfo;
import org.apache.ratis.thirdparty.com.google.protobuf.ByteString;
import org.apache.ratis.util.LifeCycle;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Connects Ratis to the core and the store; decides nothing itself.
///
/// Ratis replays from the latest snapshot, while the store may have come further: entries at or
/// below the store's own position are passed over. Whatever goes wrong while applying is a fault,
/// because a node that went on would differ from its peers.
final class VaultStateMachine extends BaseStateMachine {
  private static final String LOG_FAILED = "the Raft log cannot be written";

  private static final Logger LOG = LoggerFactory.getLogger(VaultStateMachine.class);

  private final RocksStore store;
  private final CleaningAhead cleaning;
  private final Progress progress;
  private final Watchdog watchdog;
  private final LeadershipMonitor leadership;
  private final Runnable onMembers;
  private final SnapshotDirectory snapshots;
  private final CommitNews commits = new CommitNews();
  private final ActorlessChanges actorless = new ActorlessChanges();
  private final LongAdder leaderChanges = new LongAdder();
  private final FlushedAppends appends;

  /// @param onMembers is run when the members in the store may have changed; does not block
  VaultStateMachine(
      RocksStore store,
      CleaningAhead cleaning,
      Progress progress,
      Watchdog watchdog,
      LeadershipMonitor leadership,
      Runnable onMembers) {
    this.store = store;
    this.cleaning = cleaning;
    this.progress = progress;
    this.watchdog = watchdog;
    this.leadership = leadership;
    this.onMembers = onMembers;
    this.snapshots =
        new SnapshotDirectory(
            damage -> watchdog.fault("a snapshot that was to be sent is damaged", damage));
    this.appends = new FlushedAppends(cause -> watchdog.fault(LOG_FAILED, cause));
  }

  /// Told of every commit, before it is applied.
  CommitNews commits() {
    return commits;
  }

  /// How leaders are answered.
  FlushedAppends appends() {
    return appends;
  }

  // ---- Life cycle

  @Override
  public void initialize(RaftServer server, RaftGroupId group, RaftStorage storage)
      throws IOException {
    super.initialize(server, group, storage);
    getLifeCycle()
        .startAndTransition(
            () -> {
              snapshots.init(storage);
              try {
                load();
              } catch (StoreException e) {
                throw new IOException(e.getMessage(), e);
              }
            },
            IOException.class);
  }

  /// Called for each piece of a snapshot that arrives.
  @Override
  public void pause() {
    getLifeCycle()
        .transition(state -> state == LifeCycle.State.RUNNING ? LifeCycle.State.PAUSING : state);
    getLifeCycle()
        .transition(state -> state == LifeCycle.State.PAUSING ? LifeCycle.State.PAUSED : state);
  }

  /// Takes over a snapshot that has arrived.
  @Override
  public void reinitialize() throws IOException {
    try {
      getLifeCycle()
          .startAndTransition(
              () -> {
                snapshots.adopt();
                load();
              },
              IOException.class);
    } catch (IOException | RuntimeException e) {
      watchdog.fault("a received snapshot cannot be installed", e);
      throw e;
    }
  }

  /// Puts a snapshot in the place of the state when it is newer.
  private void load() throws IOException {
    FileListSnapshotInfo latest = snapshots.getLatestSnapshot();
    if (latest != null) {
      if (latest.getIndex() > store.applied().index()) {
        Path checkpoint = snapshots.latestPath().orElseThrow();
        LOG.info("state from {} to snapshot {}", store.applied(), latest.getTermIndex());
        store.replaceWith(
            checkpoint, new Applied(latest.getTermIndex().getTerm(), latest.getIndex()));
        onMembers.run();
      }
      setLastAppliedTermIndex(latest.getTermIndex());
    }
    progress.advance(store.applied().index());
  }

  @Override
  public void close() {
    leadership.stopped();
    getLifeCycle().transition(state -> state.isClosingOrClosed() ? state : LifeCycle.State.CLOSING);
    getLifeCycle().transition(state -> LifeCycle.State.CLOSED);
  }

  // ---- Entries

  /// Refuses before the log what could not be applied after it.
  @Override
  public TransactionContext startTransaction(RaftClientRequest request) throws IOException {
    ByteString content = request.getMessage().getContent();
    TransactionContext context =
        TransactionContext.newBuilder()
            .setStateMachine(this)
            .setClientRequest(request)
            .setLogData(content)
            .build();
    try {
      if (content.size() > RatisSettings.MAX_ENTRY_BYTES) {
        throw new CorruptBytesException("entry of " + content.size() + " bytes is too long");
      }
      EntryCodec.decode(content.toByteArray());
    } catch (CorruptBytesException | NewerFormatException e) {
      context.setException(new StateMachineException(e.getMessage()));
    }
    return context;
  }

  @Override
  public CompletableFuture<Message> applyTransaction(TransactionContext context) {
    LogEntryProto entry = context.getLogEntry();
    if (entry == null) {
      throw new IllegalStateException("committed without an entry");
    }
    commits.moved();
    try {
      byte[] bytes = entry.getStateMachineLogEntry().getLogData().toByteArray();
      Applied at = new Applied(entry.getTerm(), entry.getIndex());
      Optional<Outcome> outcome = apply(store, at, bytes, this::applied);
      setLastAppliedTermIndex(TermIndex.valueOf(entry));
      progress.advance(entry.getIndex());
      byte[] reply = OutcomeCodec.encodeReply(outcome);
      return CompletableFuture.completedFuture(Message.valueOf(ByteString.copyFrom(reply)));
    } catch (RuntimeException | Error e) {
      watchdog.fault(
          "log entry " + entry.getTerm() + ":" + entry.getIndex() + " does not apply", e);
      throw e;
    }
  }

  private void applied(Applied at, Proposal proposal, Decision decided) {
    if (decided.events().stream().anyMatch(event -> event instanceof Event.MembersChanged)) {
      onMembers.run();
    }
    actorless.applied(at, proposal, decided.outcome());
  }

  /// Is told of each entry after it was applied.
  interface Witness {
    void applied(Applied at, Proposal proposal, Decision decided);
  }

  /// Decides an entry on the state as the entries before it left it, and writes what follows.
  ///
  /// @param witness not told of an entry that is passed over
  /// @return what came of it, as far as that is still known of an entry that is passed over
  static Optional<Outcome> apply(RocksStore store, Applied at, byte[] bytes, Witness witness) {
    Proposal proposal = EntryCodec.decode(bytes);
    if (at.index() <= store.applied().index()) {
      return remembered(store, proposal);
    }
    Decision decided =
        store.apply(
            at,
            (view, writer) -> {
              Decision decision = Decider.decide(view, proposal);
              Evolution.evolve(decision.events(), writer);
              return decision;
            });
    witness.applied(at, proposal, decided);
    return Optional.of(decided.outcome());
  }

  private static Optional<Outcome> remembered(RocksStore store, Proposal proposal) {
    return proposal
        .tag()
        .flatMap(tag -> store.read(view -> view.outcome(tag.key())))
        .filter(recorded -> recorded.proposal().equals(proposal.id()))
        .map(RecordedOutcome::outcome);
  }

  /// An entry of Ratis itself was applied.
  @Override
  public void notifyTermIndexUpdated(long term, long index) {
    try {
      if (index > store.applied().index()) {
        store.skip(new Applied(term, index));
      }
      setLastAppliedTermIndex(TermIndex.valueOf(term, index));
      progress.advance(index);
    } catch (RuntimeException e) {
      watchdog.fault("position " + term + ":" + index + " cannot be stored", e);
      throw e;
    }
  }

  // ---- Snapshots

  /// Takes none yet while a [CleaningAhead] runs or the latest is being sent; Ratis asks again with
  /// the next entry.
  ///
  /// @return the index of the latest snapshot; everything up to it is durable
  @Override
  public long takeSnapshot() throws IOException {
    FileListSnapshotInfo latest = snapshots.getLatestSnapshot();
    long known = latest == null ? TermIndex.INITIAL_VALUE.getIndex() : latest.getIndex();
    Applied applied = store.applied();
    // While entries are replayed, the store is ahead of what Ratis counts as applied.
    if (applied.index() <= known || applied.index() > getLastAppliedTermIndex().getIndex()) {
      return known;
    }
    if (snapshots.isSending() || !cleaning.isReady()) {
      return known;
    }
    try {
      snapshots.clearTemporary();
      snapshots.publish(store.checkpoint(snapshots.temporary()));
    } catch (StoreException e) {
      throw new IOException("cannot take a snapshot at " + applied, e);
    }
    LOG.info("snapshot from index {} to {}", known, applied);
    return applied.index();
  }

  @Override
  public StateMachineStorage getStateMachineStorage() {
    return snapshots;
  }

  /// As [SnapshotDirectory#newest()].
  Optional<ConsensusFigures.Snapshot> newestSnapshot() {
    return snapshots.newest();
  }

  @Override
  public @Nullable FileListSnapshotInfo getLatestSnapshot() {
    return snapshots.getLatestSnapshot();
  }

  // ---- Events

  /// Another peer leads, or this one does.
  @Override
  public void notifyLeaderChanged(RaftGroupMemberId member, @Nullable RaftPeerId leader) {
    if (leader != null) {
      leaderChanges.increment();
      if (leader.equals(member.getPeerId())) {
        appends.settle();
      }
    }
  }

  /// The last entry that is part of the state on the disk.
  long appliedIndex() {
    return store.applied().index();
  }

  /// How often this peer has learned of a leader since it started.
  long leaderChanges() {
    return leaderChanges.sum();
  }

  /// How many changes this peer has applied since it started that only callers make, and none made.
  long actorlessChanges() {
    return actorless.count();
  }

  @Override
  public void notifyLeaderReady() {
    getServer()
        .thenAccept(server -> {
          try {
            leadership.ready(server.getDivision(getGroupId()).getInfo().getCurrentTerm());
          } catch (IOException e) {
            watchdog.fault("the Raft group is gone", e);
          }
        })
        .join();
  }

  @Override
  public void notifyNotLeader(Collection<TransactionContext> pending) {
    leadership.stopped();
  }

  @Override
  public void notifyLogFailed(Throwable cause, @Nullable LogEntryProto entry) {
    watchdog.fault(LOG_FAILED, cause);
  }

  @Override
  public void notifyServerShutdown(RoleInfoProto role, boolean allServers) {
    watchdog.suspect("the Raft server has shut down");
  }

  @Override
  public void notifyGroupRemove() {
    watchdog.fault("this peer was removed from the cluster", null);
  }
}

package io.craton.vault.node.simulation;

import io.craton.vault.core.bytes.Bytes;
import io.craton.vault.node.simulation.RaftCalls.Reply;
import io.craton.vault.node.simulation.RaftLog.Entry;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// One node's part in Raft: elections, replication, commit. As small as it can be while it does
/// everything to the layers above that Ratis may do: entries that come late, twice or not at all,
/// leaders that do not know yet that they are none, logs that lose what was not synced.
///
/// There are no heartbeats, which would be most of the events: who has lost its leader is told by
/// [Cluster#doubtLeadership].
final class RaftPeer {
  private static final int BATCH = 64;
  private static final Duration RETRY = Duration.ofMillis(200);
  private static final Duration LONGEST_RETRY = Duration.ofSeconds(20);

  private final Cluster cluster;
  private final SimNode node;
  private final World world;

  // On the disk.
  private final RaftLog log = new RaftLog();
  private long term;
  private int votedFor = -1;
  private @Nullable Snapshot snapshot;

  // In memory.
  private Role role = Role.FOLLOWER;
  private long commit;
  private long applied;
  private boolean applying;
  private boolean ready;
  private long readyAt;
  private int leader = -1;
  private final Set<Integer> votes = new HashSet<>();
  private final Map<Integer, Follower> followers = new HashMap<>();
  private final RaftCalls calls = new RaftCalls();

  // A fault to come.
  private @Nullable Runnable atNextAppend;

  enum Role {
    FOLLOWER,
    CANDIDATE,
    LEADER
  }

  /// @param image of the state at that index
  record Snapshot(long index, long term, ReplicaStore.Image image) {}

  /// What the leader knows of another.
  private static final class Follower {
    private long next;
    private long match;
    private long commit;
    private Duration retry = RETRY;
    private long retries;
  }

  RaftPeer(Cluster cluster, SimNode node) {
    this.cluster = cluster;
    this.node = node;
    this.world = cluster.world();
  }

  // ---- What is asked of it

  long term() {
    return term;
  }

  boolean leads() {
    return role == Role.LEADER;
  }

  boolean readyLeader() {
    return role == Role.LEADER && ready;
  }

  long commit() {
    return commit;
  }

  int leader() {
    return leads() ? node.index() : leader;
  }

  long lastIndex() {
    return log.last();
  }

  /// Takes a proposal if it leads. Answers when it is applied here, perhaps.
  void propose(long call, Bytes command, Consumer<Reply> answer) {
    if (!leads()) {
      answer.accept(new Reply(-1, Bytes.empty(), leader));
      return;
    }
    if (calls.await(call, answer, leader)) {
      append(new Entry(term, call, command));
      calls.appended(call, log.last());
      if (cluster.mutation() == Mutation.ACKNOWLEDGE_BEFORE_COMMIT) {
        node.rehearsed(command).ifPresent(early -> answer.accept(new Reply(0, early, leader)));
      }
      followers.keySet().forEach(this::replicate);
    }
  }

  // ---- Lives

  /// After a crash; the store says how far it has come.
  void restart() {
    if (log.crash(world) > 0) {
      cluster.faults().met(Faults.Kind.UNSYNCED_LOG_LOST);
    }
    forget();
    commit = snapshot == null ? 0 : snapshot.index;
    applied = commit;
  }

  private void forget() {
    role = Role.FOLLOWER;
    leader = -1;
    ready = false;
    applying = false;
    votes.clear();
    followers.clear();
    calls.forget();
  }

  /// Keeps the state as it is, and not much of the log before it.
  void takeSnapshot() {
    if (applied > 0 && node.store().applied() == applied) {
      snapshot = new Snapshot(applied, log.termAt(applied), node.store().checkpoint());
      log.compact(Math.max(log.first() - 1, applied - world.random().nextInt(BATCH)));
    }
  }

  // ---- Elections

  /// Asks for votes in a term of its own.
  void campaign() {
    stepDown(term + 1);
    role = Role.CANDIDATE;
    votedFor = node.index();
    votes.add(node.index());
    long asked = term;
    long lastIndex = log.last();
    long lastTerm = log.termAt(lastIndex);
    for (SimNode other : cluster.others(node)) {
      cluster
          .network()
          .send(node, other, () -> other.raft().onVoteAsked(node, asked, lastIndex, lastTerm));
    }
  }

  private void onVoteAsked(SimNode candidate, long asked, long lastIndex, long lastTerm) {
    if (asked > term) {
      stepDown(asked);
    }
    boolean granted =
        asked == term
            && (votedFor == -1 || votedFor == candidate.index())
            && log.isCoveredBy(lastIndex, lastTerm);
    if (granted) {
      votedFor = candidate.index();
    }
    long own = term;
    cluster.network().send(node, candidate, () -> candidate.raft().onVote(node, own, granted));
  }

  private void onVote(SimNode voter, long voterTerm, boolean granted) {
    if (voterTerm > term) {
      stepDown(voterTerm);
    } else if (role == Role.CANDIDATE && voterTerm == term && granted) {
      votes.add(voter.index());
      if (cluster.isMajority(votes.size())) {
        lead();
      }
    }
  }

  private void lead() {
    role = Role.LEADER;
    leader = node.index();
    world.note("%s leads term %d", node, term);
    cluster.faults().met(Faults.Kind.LEADER_CHANGE);
    for (SimNode other : cluster.others(node)) {
      Follower follower = new Follower();
      follower.next = log.last() + 1;
      followers.put(other.index(), follower);
    }
    calls.forgetAppended();
    for (long index = applied + 1; index <= log.last(); index++) {
      calls.appended(log.at(index).call(), index);
    }
    append(new Entry(term, 0, Bytes.empty()));
    readyAt = log.last();
    followers.keySet().forEach(this::replicate);
  }

  private void stepDown(long newTerm) {
    boolean led = leads();
    long old = term;
    if (newTerm > term) {
      term = newTerm;
      votedFor = -1;
      leader = -1;
    }
    role = Role.FOLLOWER;
    ready = false;
    votes.clear();
    followers.clear();
    if (led) {
      world.note("%s leads no more since term %d", node, newTerm);
      node.follow(old);
      calls.giveUp(leader);
      cluster.doubtLeadership();
    }
  }

  // ---- Replication

  private void append(Entry entry) {
    log.append(entry);
    syncLater(this::advanceCommit);
  }

  /// Strikes between the next entry and its sync, or shortly after.
  void atNextAppend(Runnable fault) {
    atNextAppend = fault;
  }

  private void syncLater(Runnable then) {
    if (atNextAppend != null) {
      world.schedule(world.forever(), node.syncDelay(), atNextAppend);
      atNextAppend = null;
    }
    long index = log.last();
    long entryTerm = log.termAt(index);
    world.schedule(
        node.life(),
        node.syncDelay(),
        () -> {
          log.sync(index, entryTerm);
          then.run();
        });
  }

  /// All that is outstanding goes out at once.
  void hurry() {
    followers.forEach((index, follower) -> {
      follower.retry = RETRY;
      replicate(index);
    });
  }

  private void replicate(int index) {
    Follower follower = followers.get(index);
    SimNode to = cluster.node(index);
    if (follower == null) {
      return;
    }
    long sent = term;
    Snapshot held = snapshot;
    if (follower.next < log.first() && held != null) {
      cluster.network().send(node, to, () -> to.raft().onSnapshot(node, sent, held));
    } else {
      long before = Math.max(follower.next - 1, log.first() - 1);
      long beforeTerm = log.termAt(before);
      List<Entry> entries = log.after(before, BATCH);
      long known = commit;
      cluster
          .network()
          .send(node, to, () -> to.raft().onAppend(node, sent, before, beforeTerm, entries, known));
    }
    retryLater(index, follower);
  }

  private void retryLater(int index, Follower follower) {
    long number = ++follower.retries;
    long leading = term;
    world.schedule(
        node.life(),
        follower.retry.toNanos(),
        () -> {
          boolean behind = follower.match < log.last() || follower.commit < commit;
          if (leads() && term == leading && follower.retries == number && behind) {
            Duration doubled = follower.retry.multipliedBy(2);
            follower.retry = doubled.compareTo(LONGEST_RETRY) < 0 ? doubled : LONGEST_RETRY;
            follower.next = follower.match + 1;
            replicate(index);
          }
        });
  }

  private void onAppend(
      SimNode from, long sent, long before, long beforeTerm, List<Entry> entries, long known) {
    if (sent < term) {
      long own = term;
      cluster.network().send(node, from, () -> from.raft().onAppended(node, own, false, 0, 0));
      return;
    }
    if (sent > term || role != Role.FOLLOWER) {
      stepDown(sent);
    }
    leader = from.index();
    if (before > log.last() || (before >= log.first() - 1 && log.termAt(before) != beforeTerm)) {
      long hint = Math.min(log.last(), before - 1);
      cluster.network().send(node, from, () -> from.raft().onAppended(node, sent, false, hint, 0));
      return;
    }
    long index = before;
    for (Entry entry : entries) {
      index++;
      if (index < log.first() || (index <= log.last() && log.termAt(index) == entry.term())) {
        continue;
      }
      if (index <= log.last()) {
        truncateFrom(index);
      }
      log.append(entry);
    }
    long matched = before + entries.size();
    commitTo(Math.min(known, matched));
    acknowledgeSynced(from, sent, matched);
  }

  /// Says that it has all entries up to that one, when the disk has them.
  private void acknowledgeSynced(SimNode to, long sent, long matched) {
    if (log.synced() >= matched || cluster.mutation() == Mutation.NO_SYNC) {
      acknowledge(to, sent, matched);
    } else {
      syncLater(() -> acknowledge(to, sent, matched));
    }
  }

  private void truncateFrom(long index) {
    if (index <= commit) {
      throw new Violation(
          Invariant.ACKNOWLEDGED_WRITES,
          node + " has to give up entry " + index + ", which it knew to be committed");
    }
    log.truncateFrom(index);
  }

  private void acknowledge(SimNode to, long sent, long matched) {
    long own = commit;
    if (term == sent) {
      cluster.network().send(node, to, () -> to.raft().onAppended(node, sent, true, matched, own));
    }
  }

  private void onAppended(
      SimNode from, long fromTerm, boolean success, long matched, long fromCommit) {
    Follower follower = followers.get(from.index());
    if (fromTerm > term) {
      stepDown(fromTerm);
    } else if (leads() && fromTerm == term && follower != null) {
      if (success) {
        follower.match = Math.max(follower.match, matched);
        follower.next = follower.match + 1;
        follower.commit = Math.max(follower.commit, fromCommit);
        follower.retry = RETRY;
        advanceCommit();
      } else {
        // Less than it had already comes late, or from one that has lost what it had: not at once
        // again.
        if (matched >= follower.match && matched < follower.next - 1) {
          follower.next = matched + 1;
          replicate(from.index());
        }
        return;
      }
      if (follower.match < log.last()) {
        replicate(from.index());
      }
    }
  }

  private void onSnapshot(SimNode from, long sent, Snapshot received) {
    if (sent < term) {
      return;
    }
    if (sent > term || role != Role.FOLLOWER) {
      stepDown(sent);
    }
    leader = from.index();
    if (received.index > commit) {
      world.note("%s installs a snapshot at %d", node, received.index);
      cluster.faults().met(Faults.Kind.SNAPSHOT_INSTALLED);
      snapshot = received;
      log.restart(received.index, received.term);
      commit = received.index;
      applied = received.index;
      node.install(received.image);
      node.progressed();
    }
    acknowledgeSynced(from, sent, received.index);
  }

  // ---- Commit

  private void advanceCommit() {
    if (!leads()) {
      return;
    }
    for (long index = log.last(); index > commit && log.termAt(index) == term; index--) {
      long at = index;
      long holders = followers.values().stream().filter(each -> each.match >= at).count();
      if (log.synced() >= at) {
        holders++;
      }
      if (cluster.isMajority(holders)) {
        commitTo(at);
        followers.keySet().forEach(this::replicate);
        return;
      }
    }
  }

  private void commitTo(long index) {
    commit = Math.max(commit, index);
    if (commit > applied && !applying) {
      applying = true;
      world.schedule(node.life(), node.applyDelay(), this::applyCommitted);
    }
  }

  private void applyCommitted() {
    applying = false;
    while (applied < Math.min(commit, log.last())) {
      applied++;
      Entry entry = log.at(applied);
      Bytes reply = node.apply(applied, entry.command());
      calls.applied(entry.call(), applied, reply, leader);
    }
    if (leads() && !ready && applied >= readyAt) {
      ready = true;
      node.lead(term);
    }
    node.progressed();
  }
}

package io.craton.vault.consensus.ratis;

import io.craton.vault.consensus.Member;
import io.craton.vault.consensus.membership.MemberBook;
import io.craton.vault.consensus.tls.Machine;
import io.craton.vault.consensus.tls.PeerGuard;
import java.util.List;
import java.util.stream.Stream;

/// Whom this node lets in where there is TLS, as it is now: whoever stands in the book, and whoever
/// votes by the configuration of its own log. Nobody else. Thread-safe; never waits.
///
/// The book is part of the state, which is behind the log when a node starts anew. Without the
/// voters such a node would refuse the leader that came after its last snapshot, and never hear of
/// the entry that let it in.
final class Neighbours {
  private final MemberBook book;
  private final Participation participation;
  private volatile Merged merged = new Merged(List.of(), List.of(), List.of());
  private volatile Mapped gone = new Mapped(List.of(), List.of());

  Neighbours(MemberBook book, Participation participation) {
    this.book = book;
    this.participation = participation;
  }

  /// Has the guard let in these, and those who were among them ask whether they are out.
  void guardedBy(PeerGuard guard) {
    guard.follow(this::members, this::former);
  }

  /// The same object until something changes.
  List<Machine> members() {
    List<Member> booked = book.everybody();
    List<Machine> voting = participation.raft().map(RaftRuntime::machines).orElse(List.of());
    Merged last = merged;
    if (!last.booked.equals(booked) || !last.voting.equals(voting)) {
      List<Machine> all =
          Stream.concat(Machine.of(booked).stream(), voting.stream()).distinct().toList();
      last = new Merged(booked, voting, all);
      merged = last;
    }
    return last.all;
  }

  private List<Machine> former() {
    List<Member> former = book.former();
    Mapped last = gone;
    if (!last.former.equals(former)) {
      last = new Mapped(former, Machine.of(former));
      gone = last;
    }
    return last.machines;
  }

  private record Merged(List<Member> booked, List<Machine> voting, List<Machine> all) {}

  private record Mapped(List<Member> former, List<Machine> machines) {}
}

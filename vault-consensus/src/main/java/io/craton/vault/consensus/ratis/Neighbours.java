package io.craton.vault.consensus.ratis;

import io.craton.vault.consensus.Member;
import io.craton.vault.consensus.membership.MemberBook;
import io.craton.vault.consensus.tls.PeerGuard;
import java.util.ArrayList;
import java.util.List;

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

  Neighbours(MemberBook book, Participation participation) {
    this.book = book;
    this.participation = participation;
  }

  /// Has the guard let in these, and those who were among them ask whether they are out.
  void guardedBy(PeerGuard guard) {
    guard.follow(this::members, book::former);
  }

  /// The same object until something changes.
  List<Member> members() {
    List<Member> booked = book.everybody();
    List<Member> voting = participation.raft().map(RaftRuntime::voting).orElse(List.of());
    Merged last = merged;
    if (!last.booked.equals(booked) || !last.voting.equals(voting)) {
      List<Member> all = new ArrayList<>(booked);
      voting.stream().filter(voter -> !isBooked(voter, booked)).forEach(all::add);
      last = new Merged(booked, voting, List.copyOf(all));
      merged = last;
    }
    return last.all;
  }

  private static boolean isBooked(Member voter, List<Member> booked) {
    return booked.stream()
        .anyMatch(member ->
            member.name().equals(voter.name()) && member.raft().host().equals(voter.raft().host()));
  }

  private record Merged(List<Member> booked, List<Member> voting, List<Member> all) {}
}

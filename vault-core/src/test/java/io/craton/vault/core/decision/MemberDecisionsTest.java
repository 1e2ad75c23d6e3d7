package io.craton.vault.core.decision;

import static org.assertj.core.api.Assertions.assertThat;

import io.craton.vault.core.cluster.ClusterMember;
import io.craton.vault.core.cluster.MemberAddress;
import io.craton.vault.core.cluster.MemberName;
import io.craton.vault.core.command.Command;
import io.craton.vault.core.command.Command.AdmitMember;
import io.craton.vault.core.command.Command.CompleteRemoval;
import io.craton.vault.core.command.Command.RecordMembers;
import io.craton.vault.core.command.Command.RemoveMember;
import io.craton.vault.core.command.RequestTag;
import io.craton.vault.core.item.FolderPath;
import io.craton.vault.core.testing.TestTokens;
import io.craton.vault.core.token.Grant;
import io.craton.vault.core.token.Permission;
import io.craton.vault.core.token.TokenHash;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class MemberDecisionsTest {
  private final Bench bench = new Bench(1);

  private static ClusterMember member(String name, int port) {
    return new ClusterMember(
        new MemberName(name), new MemberAddress("raft", port), new MemberAddress("peer", port));
  }

  private static MemberName name(String name) {
    return new MemberName(name);
  }

  private Optional<Rejection.Code> apply(Command command) {
    return Bench.code(bench.apply(command));
  }

  private List<String> members() {
    return bench.state().members().stream()
        .map(member -> member.name() + (member.leaving() ? " leaving" : ""))
        .toList();
  }

  @Test
  void membersAreRecordedOnce() {
    assertThat(apply(new RecordMembers(List.of(member("b", 2), member("a", 1))))).isEmpty();
    assertThat(apply(new RecordMembers(List.of(member("c", 3))))).isEmpty();
    assertThat(members()).containsExactly("a", "b");
  }

  @Test
  void nobodyComesOrGoesBeforeTheMembersAreKnown() {
    assertThat(apply(new AdmitMember(member("a", 1)))).contains(Rejection.Code.MEMBERS_UNKNOWN);
    assertThat(apply(new RemoveMember(name("a")))).contains(Rejection.Code.MEMBERS_UNKNOWN);
    assertThat(members()).isEmpty();
  }

  @Test
  void admittedNodeIsAMemberAndAgainTheSame() {
    apply(new RecordMembers(List.of(member("b", 2))));
    assertThat(apply(new AdmitMember(member("a", 1)))).isEmpty();
    assertThat(apply(new AdmitMember(member("a", 1)))).isEmpty();
    assertThat(members()).containsExactly("a", "b");
    assertThat(apply(new AdmitMember(member("a", 3)))).contains(Rejection.Code.MEMBER_ELSEWHERE);
  }

  @Test
  void oneAddressIsOfOneNode() {
    apply(new RecordMembers(List.of(member("a", 1))));
    ClusterMember crossed =
        new ClusterMember(name("b"), new MemberAddress("peer", 1), new MemberAddress("x", 1));
    assertThat(apply(new AdmitMember(crossed))).contains(Rejection.Code.MEMBER_ADDRESS_TAKEN);
    assertThat(apply(new AdmitMember(member("b", 1))))
        .contains(Rejection.Code.MEMBER_ADDRESS_TAKEN);
  }

  @Test
  void tenthNodeIsRefused() {
    apply(
        new RecordMembers(
            IntStream.rangeClosed(1, 9).mapToObj(port -> member("n" + port, port)).toList()));
    assertThat(apply(new AdmitMember(member("x", 10)))).contains(Rejection.Code.TOO_MANY_MEMBERS);
  }

  @Test
  void removedNodeLeavesAndThenIsGone() {
    apply(new RecordMembers(List.of(member("a", 1), member("b", 2), member("c", 3))));
    assertThat(apply(new RemoveMember(name("b")))).isEmpty();
    assertThat(apply(new RemoveMember(name("b")))).isEmpty();
    assertThat(members()).containsExactly("a", "b leaving", "c");
    assertThat(apply(new RemoveMember(name("c")))).contains(Rejection.Code.MEMBER_LEAVING);
    assertThat(apply(new AdmitMember(member("b", 2)))).contains(Rejection.Code.MEMBER_LEAVING);
    assertThat(apply(new CompleteRemoval(name("a")))).contains(Rejection.Code.MEMBER_CONFLICT);
    assertThat(apply(new CompleteRemoval(name("b")))).isEmpty();
    assertThat(apply(new CompleteRemoval(name("b")))).isEmpty();
    assertThat(apply(new RemoveMember(name("b")))).isEmpty();
    assertThat(members()).containsExactly("a", "c");
  }

  @Test
  void lastNodeStays() {
    apply(new RecordMembers(List.of(member("a", 1))));
    assertThat(apply(new RemoveMember(name("a")))).contains(Rejection.Code.LAST_MEMBER);
    assertThat(members()).containsExactly("a");
  }

  @Test
  void onlyAnAdministratorLetsNodesInAndOut() {
    apply(new RecordMembers(List.of(member("a", 1), member("b", 2))));
    TokenHash writer = TokenHash.ofToken("writer");
    bench.apply(
        TestTokens.granting(
            writer,
            new Grant(
                "writer",
                Set.of(Permission.WRITE),
                FolderPath.ROOT,
                Bench.START,
                Optional.empty())));
    for (Command command : List.of(new AdmitMember(member("c", 3)), new RemoveMember(name("a")))) {
      assertThat(
              Bench.code(
                  bench.apply(bench.proposal(command, Optional.of(writer), Optional.empty()))))
          .contains(Rejection.Code.PERMISSION_DENIED);
    }
    assertThat(members()).containsExactly("a", "b");
  }

  /// The log can hold an entry twice: the second one must not let in who has been removed between.
  @Test
  void entryThatComesLateLetsNobodyIn() {
    apply(new RecordMembers(List.of(member("a", 1))));
    RequestTag tag = bench.newTag();
    var admit = bench.proposal(new AdmitMember(member("b", 2)), Optional.empty(), Optional.of(tag));
    var _ = bench.apply(admit);
    apply(new RemoveMember(name("b")));
    apply(new CompleteRemoval(name("b")));
    var _ = bench.apply(admit);
    assertThat(members()).containsExactly("a");
  }

  @Test
  void recordingMovesNoTime() {
    Instant before = bench.state().clock();
    var record =
        new io.craton.vault.core.command.Proposal(
            io.craton.vault.core.id.ProposalId.of(bench.bytes(16)),
            Optional.empty(),
            Optional.empty(),
            Instant.EPOCH,
            new RecordMembers(List.of(member("a", 1))));
    var _ = bench.apply(record);
    assertThat(bench.state().clock()).isEqualTo(before);
  }
}

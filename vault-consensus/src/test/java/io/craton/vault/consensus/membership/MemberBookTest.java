package io.craton.vault.consensus.membership;

import static org.assertj.core.api.Assertions.assertThat;

import io.craton.vault.consensus.ClusterId;
import io.craton.vault.consensus.ConsensusConfig;
import io.craton.vault.consensus.HostPort;
import io.craton.vault.consensus.Member;
import io.craton.vault.consensus.Network;
import io.craton.vault.consensus.NodeName;
import io.craton.vault.consensus.Tuning;
import io.craton.vault.core.cluster.ClusterMember;
import io.craton.vault.core.cluster.MemberAddress;
import io.craton.vault.core.cluster.MemberName;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// Who is one of the nodes, and who was, to node a, which is configured with a, b and c.
class MemberBookTest {
  private final MemberBook book =
      new MemberBook(
          new ConsensusConfig(
              ClusterId.ofName("test"),
              new NodeName("a"),
              Stream.of("a", "b", "c").map(MemberBookTest::member).toList(),
              Path.of("unused"),
              Network.loopback(),
              Tuning.DEFAULT));

  @Test
  void theConfigurationCountsUntilTheStateSpeaksOfTheNode() {
    assertThat(names(book.everybody())).containsExactly("a", "b", "c");

    record("b", "d");
    assertThat(names(book.everybody())).containsExactly("a", "b", "c", "d");
    assertThat(book.former()).isEmpty();

    record("a", "b", "d");
    assertThat(names(book.everybody())).containsExactly("a", "b", "d");
  }

  @Test
  void whoIsConfiguredAndNotRecordedWasAMember() {
    record("a", "b");

    assertThat(names(book.everybody())).containsExactly("a", "b");
    assertThat(names(book.former())).containsExactly("c");
  }

  @Test
  void whoGoesIsRememberedUntilItComesBack() {
    record("a", "b", "c", "d");
    record("a", "b", "c");
    assertThat(names(book.former())).containsExactly("d");

    record("a", "b");
    assertThat(names(book.former())).containsExactly("c", "d");

    record("a", "b", "d");
    assertThat(names(book.former())).containsExactly("c");
    assertThat(names(book.everybody())).contains("d");
  }

  @Test
  void theOldestAreForgottenBeforeTheyAreTooMany() {
    IntStream.range(0, 100)
        .forEach(i -> {
          record("a", "b", "c", "x" + i);
          record("a", "b", "c");
        });

    assertThat(names(book.former())).hasSize(64).startsWith("x99").endsWith("x36");
  }

  @Test
  void nothingNewIsTheSameObject() {
    record("a", "b");
    List<Member> everybody = book.everybody();
    List<Member> former = book.former();

    record("a", "b");

    assertThat(book.everybody()).isSameAs(everybody);
    assertThat(book.former()).isSameAs(former);
  }

  private void record(String... names) {
    boolean _ = book.update(Stream.of(names).map(MemberBookTest::recorded).toList());
  }

  private static List<String> names(List<Member> members) {
    return members.stream().map(member -> member.name().value()).toList();
  }

  private static Member member(String name) {
    return new Member(
        new NodeName(name), new HostPort(name + ".raft", 1), new HostPort(name + ".peer", 2));
  }

  private static ClusterMember recorded(String name) {
    return new ClusterMember(
        new MemberName(name),
        new MemberAddress(name + ".raft", 1),
        new MemberAddress(name + ".peer", 2));
  }
}

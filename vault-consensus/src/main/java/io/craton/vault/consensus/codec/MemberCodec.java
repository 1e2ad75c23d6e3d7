package io.craton.vault.consensus.codec;

import static io.craton.vault.consensus.codec.Reading.read;
import static io.craton.vault.consensus.codec.Reading.require;

import io.craton.vault.consensus.codec.proto.MemberBook;
import io.craton.vault.core.Limits;
import io.craton.vault.core.cluster.ClusterMember;
import io.craton.vault.core.cluster.MemberAddress;
import io.craton.vault.core.cluster.MemberName;
import java.util.List;

/// The members of the cluster, to bytes and back. Stateless and thread-safe. `decode` throws
/// [CorruptBytesException] on bytes that no `encode` gave.
public final class MemberCodec {
  private MemberCodec() {}

  /// The record of all members, in their order.
  public static byte[] encode(List<ClusterMember> members) {
    return MemberBook.newBuilder()
        .addAllMembers(members.stream().map(MemberCodec::toProto).toList())
        .build()
        .toByteArray();
  }

  /// The inverse of [#encode].
  public static List<ClusterMember> decode(byte[] bytes) {
    return read("members", MemberBook.parser(), bytes, book -> members(book.getMembersList()));
  }

  static List<ClusterMember> members(List<io.craton.vault.consensus.codec.proto.Member> protos) {
    require(!protos.isEmpty() && protos.size() <= Limits.MEMBERS, "members");
    return protos.stream().map(MemberCodec::member).toList();
  }

  static io.craton.vault.consensus.codec.proto.Member toProto(ClusterMember member) {
    return io.craton.vault.consensus.codec.proto.Member.newBuilder()
        .setName(member.name().value())
        .setRaft(address(member.raft()))
        .setPeer(address(member.peer()))
        .setLeaving(member.leaving())
        .build();
  }

  static ClusterMember member(io.craton.vault.consensus.codec.proto.Member proto) {
    return new ClusterMember(
        new MemberName(proto.getName()),
        address(proto.getRaft()),
        address(proto.getPeer()),
        proto.getLeaving());
  }

  private static io.craton.vault.consensus.codec.proto.Member.Address address(
      MemberAddress address) {
    return io.craton.vault.consensus.codec.proto.Member.Address.newBuilder()
        .setHost(address.host())
        .setPort(address.port())
        .build();
  }

  private static MemberAddress address(io.craton.vault.consensus.codec.proto.Member.Address proto) {
    return new MemberAddress(proto.getHost(), proto.getPort());
  }
}

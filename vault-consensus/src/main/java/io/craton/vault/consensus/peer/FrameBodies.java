package io.craton.vault.consensus.peer;

import io.craton.vault.consensus.ConsensusConfig;
import io.craton.vault.consensus.NodeName;
import io.craton.vault.consensus.membership.JoinAnswer;
import io.craton.vault.consensus.membership.JoinRequest;
import io.craton.vault.consensus.membership.PeerName;
import io.craton.vault.consensus.membership.PeerStatus;
import io.craton.vault.consensus.membership.PeerStatus.Clocks;
import io.craton.vault.consensus.membership.PeerStatus.RaftStatus;
import io.craton.vault.consensus.membership.Phase;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// The bodies of frames, padded with zeroes:
///
/// ```
/// status       peer 41, members 8, phase 1, term 8, flags 1, commit 8, voters 8,
///              own clock 8, majority's time 8 or -1, both microseconds since 1970,
///              founders 1 + 16 each: nonce 8, fingerprint of the node's name 8
///              flags: 1 a ready leader, 2 not willing to lead
/// join?        peer 41, serving 1
/// join answer  code 1
/// peer         length of name 1, name 32, nonce 8
/// ```
///
/// Founders are named by a fingerprint so that nine of them fit; the reader knows all members'
/// names.
final class FrameBodies {
  private static final int READY_LEADER = 1;
  private static final int UNWILLING = 2;

  private FrameBodies() {}

  static byte[] empty() {
    return new byte[Frame.BODY];
  }

  static byte[] of(PeerStatus status) {
    ByteBuffer body = ByteBuffer.allocate(Frame.BODY);
    putPeer(body, status.peer());
    body.putLong(status.members()).put((byte) status.phase().code());
    RaftStatus raft = status.raft();
    int flags = (raft.readyLeader() ? READY_LEADER : 0) | (raft.willing() ? 0 : UNWILLING);
    body.putLong(raft.term()).put((byte) flags);
    body.putLong(raft.commitIndex()).putLong(raft.voters());
    body.putLong(status.clocks().ownMicros()).putLong(status.clocks().quorumMicros());
    body.put((byte) status.founders().size());
    for (PeerName founder : status.founders()) {
      body.putLong(founder.nonce()).putLong(fingerprint(founder.node()));
    }
    return body.array();
  }

  /// @param names the members known here; founders that are none of them are left out
  /// @throws IllegalArgumentException when a field is out of its range
  static PeerStatus status(byte[] bytes, List<NodeName> names) {
    ByteBuffer body = ByteBuffer.wrap(bytes);
    PeerName peer = peer(body);
    long members = body.getLong();
    Phase phase = Phase.ofCode(body.get());
    long term = body.getLong();
    int flags = body.get();
    RaftStatus raft =
        new RaftStatus(
            term,
            (flags & READY_LEADER) != 0,
            body.getLong(),
            body.getLong(),
            (flags & UNWILLING) == 0);
    Clocks clocks = new Clocks(body.getLong(), body.getLong());
    int count = body.get();
    if (count < 0 || count > ConsensusConfig.MAX_MEMBERS) {
      throw new IllegalArgumentException("founders: " + count);
    }
    List<PeerName> founders = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      long nonce = body.getLong();
      long fingerprint = body.getLong();
      names.stream()
          .filter(name -> fingerprint(name) == fingerprint)
          .forEach(name -> founders.add(new PeerName(name, nonce)));
    }
    return new PeerStatus(peer, members, phase, founders, raft, clocks);
  }

  static byte[] of(JoinRequest request) {
    ByteBuffer body = ByteBuffer.allocate(Frame.BODY);
    putPeer(body, request.peer());
    body.put((byte) (request.serving() ? 1 : 0));
    return body.array();
  }

  static JoinRequest joinRequest(byte[] bytes) {
    ByteBuffer body = ByteBuffer.wrap(bytes);
    return new JoinRequest(peer(body), body.get() == 1);
  }

  static byte[] of(JoinAnswer answer) {
    return ByteBuffer.allocate(Frame.BODY).put((byte) answer.code()).array();
  }

  static JoinAnswer joinAnswer(byte[] bytes) {
    return JoinAnswer.ofCode(bytes[0]);
  }

  private static void putPeer(ByteBuffer body, PeerName peer) {
    byte[] name = peer.node().value().getBytes(StandardCharsets.US_ASCII);
    byte[] padded = new byte[NodeName.MAX_CHARS];
    System.arraycopy(name, 0, padded, 0, name.length);
    body.put((byte) name.length).put(padded).putLong(peer.nonce());
  }

  private static PeerName peer(ByteBuffer body) {
    int length = body.get();
    byte[] padded = new byte[NodeName.MAX_CHARS];
    body.get(padded);
    if (length < 1 || length > padded.length) {
      throw new IllegalArgumentException("length of a name: " + length);
    }
    String name = new String(padded, 0, length, StandardCharsets.US_ASCII);
    return new PeerName(new NodeName(name), body.getLong());
  }

  private static long fingerprint(NodeName name) {
    return io.craton.vault.consensus.membership.Fingerprint.of(List.of(name.value()), List.of());
  }
}

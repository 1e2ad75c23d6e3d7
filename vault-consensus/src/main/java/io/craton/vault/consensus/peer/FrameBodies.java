package io.craton.vault.consensus.peer;

import io.craton.vault.consensus.ConsensusConfig;
import io.craton.vault.consensus.NodeName;
import io.craton.vault.consensus.membership.HandOver;
import io.craton.vault.consensus.membership.JoinAnswer;
import io.craton.vault.consensus.membership.JoinRequest;
import io.craton.vault.consensus.membership.PeerName;
import io.craton.vault.consensus.membership.PeerStatus;
import io.craton.vault.consensus.membership.PeerStatus.Clocks;
import io.craton.vault.consensus.membership.PeerStatus.RaftStatus;
import io.craton.vault.consensus.membership.Phase;
import io.craton.vault.consensus.membership.Succession;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The bodies of frames, padded with zeroes:
///
/// ```
/// status       peer 41, members 8, phase 1, term 8, flags 1, commit 8, voters 8,
///              own clock 8, majority's time 8 or -1, both microseconds since 1970, applied 8,
///              founders 1 + 16 each: nonce 8, fingerprint of the node's name 8
///              flags: 1 a ready leader, 2 not willing to lead
/// join?        peer 41, phase 1
/// join answer  code 1
/// hand over?   length of name 1 or 0 for any node, name 32
/// handed over  code 1, length of the leader's name 1 or 0, name 32
/// gone?        peer 41, term 8
/// gone         peer 41, flags 1, last entry of the log: term 8, index 8
///              flags: 1 gone, 2 not willing to lead
/// peer         length of name 1, name 32, nonce 8
/// ```
///
/// A reader takes nothing else: what is added needs another version of frames.
///
/// Founders are named by a fingerprint so that nine of them fit; the reader knows all members'
/// names.
final class FrameBodies {
  private static final int READY_LEADER = 1;
  private static final int UNWILLING = 2;
  private static final int GONE = 1;

  private FrameBodies() {}

  static byte[] empty() {
    return new byte[Frame.BODY];
  }

  static byte[] of(PeerStatus status, FounderHashes hashes) {
    ByteBuffer body = ByteBuffer.allocate(Frame.BODY);
    putPeer(body, status.peer());
    body.putLong(status.members()).put((byte) status.phase().code());
    RaftStatus raft = status.raft();
    int flags = (raft.readyLeader() ? READY_LEADER : 0) | (raft.willing() ? 0 : UNWILLING);
    body.putLong(raft.term()).put((byte) flags);
    body.putLong(raft.commitIndex()).putLong(raft.voters());
    body.putLong(status.clocks().ownMicros()).putLong(status.clocks().quorumMicros());
    body.putLong(status.applied());
    body.put((byte) status.founders().size());
    for (PeerName founder : status.founders()) {
      body.putLong(founder.nonce()).putLong(hashes.of(founder.node()));
    }
    return body.array();
  }

  /// @param hashes of the members known here; founders that are none of them are left out
  /// @throws IllegalArgumentException when a field is out of its range
  static PeerStatus status(byte[] bytes, FounderHashes hashes) {
    ByteBuffer body = ByteBuffer.wrap(bytes);
    PeerName peer = peer(body);
    long members = body.getLong();
    Phase phase = Phase.ofCode(body.get());
    long term = body.getLong();
    int flags = body.get();
    if ((flags & ~(READY_LEADER | UNWILLING)) != 0) {
      throw new IllegalArgumentException("flags: " + flags);
    }
    RaftStatus raft =
        new RaftStatus(
            term,
            (flags & READY_LEADER) != 0,
            body.getLong(),
            body.getLong(),
            (flags & UNWILLING) == 0);
    Clocks clocks = new Clocks(body.getLong(), body.getLong());
    long applied = body.getLong();
    int count = body.get();
    if (count < 0 || count > ConsensusConfig.MAX_MEMBERS) {
      throw new IllegalArgumentException("founders: " + count);
    }
    List<PeerName> founders = founders(body, count, hashes);
    requireZeroes(body, body.remaining());
    return new PeerStatus(peer, members, phase, founders, raft, clocks, applied);
  }

  private static List<PeerName> founders(ByteBuffer body, int count, FounderHashes hashes) {
    List<PeerName> founders = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      long nonce = body.getLong();
      hashes.name(body.getLong()).ifPresent(name -> founders.add(new PeerName(name, nonce)));
    }
    return founders;
  }

  static byte[] of(JoinRequest request) {
    ByteBuffer body = ByteBuffer.allocate(Frame.BODY);
    putPeer(body, request.peer());
    body.put((byte) request.phase().code());
    return body.array();
  }

  static JoinRequest joinRequest(byte[] bytes) {
    ByteBuffer body = ByteBuffer.wrap(bytes);
    JoinRequest request = new JoinRequest(peer(body), Phase.ofCode(body.get()));
    requireZeroes(body, body.remaining());
    return request;
  }

  static byte[] of(JoinAnswer answer) {
    return ByteBuffer.allocate(Frame.BODY).put((byte) answer.code()).array();
  }

  static JoinAnswer joinAnswer(byte[] bytes) {
    ByteBuffer body = ByteBuffer.wrap(bytes);
    JoinAnswer answer = JoinAnswer.ofCode(body.get());
    requireZeroes(body, body.remaining());
    return answer;
  }

  static byte[] of(HandOver.Request request) {
    ByteBuffer body = ByteBuffer.allocate(Frame.BODY);
    putName(body, request.to());
    return body.array();
  }

  static HandOver.Request handOverRequest(byte[] bytes) {
    ByteBuffer body = ByteBuffer.wrap(bytes);
    HandOver.Request request = new HandOver.Request(name(body));
    requireZeroes(body, body.remaining());
    return request;
  }

  static byte[] of(HandOver.Answer answer) {
    ByteBuffer body = ByteBuffer.allocate(Frame.BODY);
    body.put((byte) answer.result().code());
    putName(body, answer.leader());
    return body.array();
  }

  static HandOver.Answer handOverAnswer(byte[] bytes) {
    ByteBuffer body = ByteBuffer.wrap(bytes);
    HandOver.Answer answer = new HandOver.Answer(HandOver.Result.ofCode(body.get()), name(body));
    requireZeroes(body, body.remaining());
    return answer;
  }

  static byte[] of(Succession.Question question) {
    ByteBuffer body = ByteBuffer.allocate(Frame.BODY);
    putPeer(body, question.leader());
    body.putLong(question.term());
    return body.array();
  }

  static Succession.Question successionQuestion(byte[] bytes) {
    ByteBuffer body = ByteBuffer.wrap(bytes);
    Succession.Question question = new Succession.Question(peer(body), body.getLong());
    requireZeroes(body, body.remaining());
    return question;
  }

  static byte[] of(Succession.Answer answer) {
    ByteBuffer body = ByteBuffer.allocate(Frame.BODY);
    putPeer(body, answer.voter());
    body.put((byte) ((answer.gone() ? GONE : 0) | (answer.willing() ? 0 : UNWILLING)));
    body.putLong(answer.last().term()).putLong(answer.last().index());
    return body.array();
  }

  /// @throws IllegalArgumentException when a field is out of its range
  static Succession.Answer successionAnswer(byte[] bytes) {
    ByteBuffer body = ByteBuffer.wrap(bytes);
    PeerName voter = peer(body);
    int flags = body.get();
    if ((flags & ~(GONE | UNWILLING)) != 0) {
      throw new IllegalArgumentException("flags: " + flags);
    }
    Succession.Position last = new Succession.Position(body.getLong(), body.getLong());
    requireZeroes(body, body.remaining());
    return new Succession.Answer(voter, (flags & GONE) != 0, (flags & UNWILLING) == 0, last);
  }

  private static void putPeer(ByteBuffer body, PeerName peer) {
    putName(body, Optional.of(peer.node()));
    body.putLong(peer.nonce());
  }

  private static PeerName peer(ByteBuffer body) {
    NodeName node =
        name(body).orElseThrow(() -> new IllegalArgumentException("a peer without a name"));
    return new PeerName(node, body.getLong());
  }

  private static void putName(ByteBuffer body, Optional<NodeName> node) {
    byte[] name = node.map(NodeName::value).orElse("").getBytes(StandardCharsets.US_ASCII);
    byte[] padded = new byte[NodeName.MAX_CHARS];
    System.arraycopy(name, 0, padded, 0, name.length);
    body.put((byte) name.length).put(padded);
  }

  private static Optional<NodeName> name(ByteBuffer body) {
    int length = body.get();
    if (length < 0 || length > NodeName.MAX_CHARS) {
      throw new IllegalArgumentException("length of a name: " + length);
    }
    byte[] name = new byte[length];
    body.get(name);
    requireZeroes(body, NodeName.MAX_CHARS - length);
    return length == 0
        ? Optional.empty()
        : Optional.of(new NodeName(new String(name, StandardCharsets.US_ASCII)));
  }

  private static void requireZeroes(ByteBuffer body, int count) {
    for (int i = 0; i < count; i++) {
      if (body.get() != 0) {
        throw new IllegalArgumentException("something stands where nothing does");
      }
    }
  }
}

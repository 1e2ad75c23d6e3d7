package io.craton.vault.consensus.tls;

import io.craton.vault.consensus.ConsensusConfig;
import io.craton.vault.consensus.TlsIdentity;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;

/// Lets nobody but the members in, by the certificates and the members of now. Thread-safe.
///
/// Who was a member may come to one door only, and there to ask whether it was taken out: see
/// [#door()].
///
/// What it is made of may change at any time: [#identity()] is then another one, of which contexts
/// for new connections are to be made, and a [Visitor] that came before is judged anew.
public final class PeerGuard {
  /// How long who came with a certificate that is believed no more is still answered. Nodes make
  /// their connections anew one after the other, with some seconds for each.
  public static final Duration GRACE = Duration.ofSeconds(60);

  private final Supplier<TlsIdentity> source;
  private final Duration grace;
  private volatile Supplier<? extends Collection<Machine>> members;
  private volatile Supplier<? extends Collection<Machine>> former = List::of;
  private volatile Guarded guarded;

  private PeerGuard(
      Supplier<TlsIdentity> source,
      Supplier<? extends Collection<Machine>> members,
      Duration grace) {
    this.source = source;
    this.grace = grace;
    this.members = members;
    this.guarded = guard(source.get());
  }

  /// The guard of a node, for the members of its configuration; empty when its channels have no
  /// TLS.
  public static Optional<PeerGuard> of(ConsensusConfig config) {
    return of(config, GRACE);
  }

  /// As the other, with another grace.
  public static Optional<PeerGuard> of(ConsensusConfig config, Duration grace) {
    List<Machine> configured = Machine.of(config.members());
    return config.network().tls().map(source -> new PeerGuard(source, () -> configured, grace));
  }

  Duration grace() {
    return grace;
  }

  /// Has `current` say who the members are from now on, and `gone` who was one. Asked at every
  /// handshake and call, they answer at once.
  public void follow(
      Supplier<? extends Collection<Machine>> current,
      Supplier<? extends Collection<Machine>> gone) {
    members = current;
    former = gone;
  }

  /// What to make contexts of: the node's own certificate, and trust in members only. Equal to what
  /// it was as long as nothing was renewed.
  public TlsIdentity identity() {
    return current().usable;
  }

  /// As [#identity()], for a listener that also lets former members shake hands. What they may ask
  /// is the listener's to bound: [Visitor#isTrusted()] is false for them.
  public TlsIdentity door() {
    return current().door;
  }

  /// Trust in the authorities alone.
  TlsIdentity authorities() {
    return current().given;
  }

  private Guarded current() {
    TlsIdentity given = source.get();
    Guarded last = guarded;
    return last.given.equals(given) ? last : renewed(given);
  }

  /// One object for each identity, whoever asks first.
  private synchronized Guarded renewed(TlsIdentity given) {
    if (!guarded.given.equals(given)) {
      guarded = guard(given);
    }
    return guarded;
  }

  private Guarded guard(TlsIdentity given) {
    return new Guarded(
        given,
        new TlsIdentity(given.key(), new MemberTrust(given.trust(), this::members, List::of)),
        new TlsIdentity(given.key(), new MemberTrust(given.trust(), this::members, this::former)));
  }

  /// Who is at the other end of a connection that has shaken hands.
  ///
  /// @throws SSLPeerUnverifiedException when it has shown no certificate
  public Visitor visitor(SSLSession session) throws SSLPeerUnverifiedException {
    return new Visitor(this, session.getPeerCertificates());
  }

  Collection<Machine> members() {
    return members.get();
  }

  Collection<Machine> former() {
    return former.get();
  }

  private record Guarded(TlsIdentity given, TlsIdentity usable, TlsIdentity door) {}
}

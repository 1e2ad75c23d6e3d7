package io.craton.vault.node.tls;

import io.craton.vault.node.exit.StartFailure;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The certificates of one role in use, and the files they came from. Thread-safe.
///
/// | files are | a look | a reload |
/// |---|---|---|
/// | those in use | forgets the problem there was | as a look |
/// | others, and others than at the last look | waits for the next | takes them if they are good |
/// | others, as at the last look | takes them if they are good | as a look |
/// | refused already | tries again, silently | tries again |
final class WatchedSet {
  private static final Logger LOG = LoggerFactory.getLogger(WatchedSet.class);

  /// How long before its end a certificate is worth a warning.
  static final Duration AHEAD = Duration.ofDays(14);

  /// Files that change while they are read are read again so often.
  private static final int ATTEMPTS = 3;

  private final TlsFiles files;
  private final InstantSource clock;
  private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
  private volatile CertificateSet current;
  private volatile Optional<String> problem = Optional.empty();
  private final AtomicLong failures = new AtomicLong();
  private String inUse;
  private String seen;
  private String refused = "";
  private Instant told = Instant.EPOCH;

  private WatchedSet(TlsFiles files, InstantSource clock, CertificateSet first, String inUse) {
    this.files = files;
    this.clock = clock;
    this.current = first;
    this.inUse = inUse;
    this.seen = inUse;
  }

  /// @throws StartFailure as [PemIdentity#load]
  static WatchedSet load(TlsFiles files, InstantSource clock) throws StartFailure {
    String fingerprint = FileFingerprint.of(files.all());
    CertificateSet set = new PemIdentity(files.role().section(), clock).load(files);
    return new WatchedSet(files, clock, set, fingerprint);
  }

  CertificateSet current() {
    return current;
  }

  void onChange(Runnable action) {
    listeners.add(action);
  }

  Certificates.RoleState state() {
    return new Certificates.RoleState(files.role(), current.info(), problem, failures.get());
  }

  synchronized void look() {
    String found = FileFingerprint.of(files.all());
    boolean settled = found.equals(seen);
    seen = found;
    if (settled || found.equals(inUse)) {
      take(found);
    }
    tellOfTheEnd();
  }

  synchronized void reload() {
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      seen = FileFingerprint.of(files.all());
      if (take(seen)) {
        break;
      }
    }
  }

  /// False when the files changed meanwhile.
  private boolean take(String found) {
    if (found.equals(inUse)) {
      problem = Optional.empty();
      refused = "";
      return true;
    }
    try {
      CertificateSet next = new PemIdentity(files.role().section(), clock).load(files);
      if (!FileFingerprint.of(files.all()).equals(found)) {
        return false;
      }
      use(next, found);
    } catch (StartFailure e) {
      refuse(String.valueOf(e.getMessage()), found);
    }
    return true;
  }

  private void use(CertificateSet next, String found) {
    current = next;
    inUse = found;
    refused = "";
    problem = Optional.empty();
    told = Instant.EPOCH;
    LOG.info(
        "certificates of {} replaced: {} with serial {}, until {}",
        files.role().section(),
        next.info().subject(),
        next.info().serial(),
        next.info().notAfter());
    for (Runnable listener : listeners) {
      try {
        listener.run();
      } catch (RuntimeException e) {
        LOG.error("replaced certificates of {} are not used everywhere", files.role(), e);
      }
    }
  }

  /// Told once for each state of the files.
  private void refuse(String why, String found) {
    problem = Optional.of(why);
    if (!found.equals(refused)) {
      refused = found;
      failures.incrementAndGet();
      LOG.warn("new certificates of {} are not used: {}", files.role().section(), why);
    }
  }

  List<String> warnings() {
    List<String> warnings = new ArrayList<>();
    problem.ifPresent(why -> warnings.add("certificates that are not used: " + why));
    end().ifPresent(warnings::add);
    return warnings;
  }

  /// Empty while it is further ahead than [#AHEAD].
  private Optional<String> end() {
    Instant notAfter = current.info().notAfter();
    Duration left = Duration.between(clock.instant(), notAfter);
    if (left.compareTo(AHEAD) > 0) {
      return Optional.empty();
    }
    String what = "the certificate of " + files.role().section();
    return Optional.of(
        left.isNegative()
            ? what + " has ended at " + notAfter + "; renew it"
            : what + " ends in " + left.toDays() + " days, at " + notAfter + "; renew it");
  }

  /// Once a day.
  private void tellOfTheEnd() {
    Instant now = clock.instant();
    Optional<String> end = end();
    if (end.isPresent() && told.plus(1, ChronoUnit.DAYS).isBefore(now)) {
      told = now;
      LOG.warn("{}", end.get());
    }
  }
}

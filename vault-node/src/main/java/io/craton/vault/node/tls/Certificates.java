package io.craton.vault.node.tls;

import io.craton.vault.node.exit.StartFailure;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The certificates in use, by role, and the watch over their files. Thread-safe.
///
/// New files are taken as a set that was checked as at the start, or not at all: then what is in
/// use stays, and [#warnings()] says why.
public final class Certificates implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Certificates.class);

  /// Between two looks at the files. What has changed is taken at the second look that finds it the
  /// same, so that files which are just being replaced are left alone.
  private static final long POLL_MILLIS = 2_000;

  private final Map<TlsRole, WatchedSet> sets;
  private final ScheduledExecutorService watch;

  private Certificates(Map<TlsRole, WatchedSet> sets) {
    this.sets = sets;
    this.watch =
        Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("certificates").factory());
  }

  /// Reads all of them; nothing is watched yet.
  ///
  /// @throws StartFailure as [PemIdentity#load]
  public static Certificates load(List<TlsFiles> files, InstantSource clock) throws StartFailure {
    Map<TlsRole, WatchedSet> sets = new EnumMap<>(TlsRole.class);
    for (TlsFiles each : files) {
      sets.put(each.role(), WatchedSet.load(each, clock));
    }
    return new Certificates(sets);
  }

  /// Begins to watch the files.
  public void watch() {
    if (!sets.isEmpty()) {
      var _ =
          watch.scheduleWithFixedDelay(this::look, POLL_MILLIS, POLL_MILLIS, TimeUnit.MILLISECONDS);
    }
  }

  /// What a role uses now; empty when it has no TLS.
  public Optional<CertificateSet> of(TlsRole role) {
    return Optional.ofNullable(sets.get(role)).map(WatchedSet::current);
  }

  /// Has `action` run whenever a role uses another set; it must not fail.
  public void onChange(TlsRole role, Runnable action) {
    Optional.ofNullable(sets.get(role)).ifPresent(set -> set.onChange(action));
  }

  /// Looks at all files now, takes what has changed and is good, and tells what is in use then.
  public List<RoleState> reload() {
    sets.values().forEach(WatchedSet::reload);
    return states();
  }

  /// What is in use, by role.
  public List<RoleState> states() {
    return sets.values().stream().map(WatchedSet::state).toList();
  }

  /// What needs somebody's attention: files that were not taken, and certificates that end soon.
  public List<String> warnings() {
    List<String> warnings = new ArrayList<>();
    sets.values().forEach(set -> warnings.addAll(set.warnings()));
    return warnings;
  }

  /// The certificates of one role.
  ///
  /// @param problem why the files there are now are not in use
  /// @param failures sets of files that were refused so far
  public record RoleState(
      TlsRole role, CertificateInfo info, Optional<String> problem, long failures) {}

  /// A look that fails must not be the last one.
  private void look() {
    try {
      sets.values().forEach(WatchedSet::look);
    } catch (RuntimeException | Error e) {
      LOG.error("the files of certificates were not looked at", e);
    }
  }

  @Override
  public void close() {
    watch.shutdownNow();
  }
}

package io.craton.vault.node.running;

import io.craton.vault.core.bytes.SecretBytes;
import io.craton.vault.node.configuration.Configuration;
import io.craton.vault.node.exit.ExitCode;
import io.craton.vault.node.exit.StartFailure;
import io.craton.vault.node.files.SecretFile;
import io.craton.vault.node.tls.PemIdentity;
import io.craton.vault.node.tls.TlsFiles;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Finds everything that would keep a node from starting and that can be seen without starting
/// anything: the HSM is not asked, nothing is made or changed.
public final class ConfigurationCheck {
  private final List<StartFailure> failures = new ArrayList<>();

  private ConfigurationCheck() {}

  /// All that is wrong with the files that a configuration names; empty when nothing is.
  ///
  /// @param ports whether the addresses of the node must be free, which they are not while it runs
  public static List<StartFailure> of(Configuration configuration, boolean ports) {
    ConfigurationCheck check = new ConfigurationCheck();
    InstantSource clock = InstantSource.system();
    TlsFiles.of(configuration).forEach(files -> check.certificates(files, clock));
    check.attempt(() -> Credentials.requireLibrary(configuration.hsm().library().path()));
    configuration
        .admin()
        .bootstrapKeyFile()
        .ifPresent(file -> check.secret(() -> Credentials.bootstrapKey(file)));
    check.secret(() ->
        SecretFile.read("hsm.pin-file", configuration.hsm().pinFile(), ExitCode.CONFIGURATION));
    check.attempt(() -> requirePlace(configuration.node().dataDirectory()));
    if (ports) {
      check.attempt(() -> PortCheck.require(configuration));
    }
    if (check.failures.isEmpty()) {
      // What the node itself will do, so that nothing is called good that it refuses.
      check.attempt(() -> Credentials.load(configuration, clock).close());
    }
    return List.copyOf(check.failures);
  }

  private interface Step {
    void run() throws StartFailure;
  }

  private interface Secret {
    SecretBytes read() throws StartFailure;
  }

  private void attempt(Step step) {
    try {
      step.run();
    } catch (StartFailure e) {
      failures.add(e);
    }
  }

  private void certificates(TlsFiles files, InstantSource clock) {
    PemIdentity pem = new PemIdentity(files.role().section(), clock);
    attempt(() -> {
      var _ = pem.keyManager(files.identity());
    });
    files
        .authority()
        .ifPresent(authority ->
            attempt(() -> {
              var _ = pem.trustManager(files.authorityKey(), authority);
            }));
  }

  private void secret(Secret secret) {
    attempt(() -> secret.read().close());
  }

  /// The directory, or the first one above it that is there, must be writable.
  private static void requirePlace(Path directory) throws StartFailure {
    for (@Nullable Path at = directory.toAbsolutePath(); at != null; at = at.getParent()) {
      if (!Files.exists(at)) {
        continue;
      }
      if (!Files.isDirectory(at) || !Files.isWritable(at)) {
        throw new StartFailure(
            ExitCode.DATA_UNUSABLE,
            "node.data-dir: this user may not write to " + at + "; correct the path or its owner");
      }
      return;
    }
  }
}

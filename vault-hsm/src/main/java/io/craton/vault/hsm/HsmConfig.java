package io.craton.vault.hsm;

import io.craton.vault.core.bytes.SecretBytes;
import io.craton.vault.hsm.pkcs11.Binding;
import java.nio.file.Path;
import java.time.Duration;

/// How to reach the token.
///
/// @param library the PKCS#11 library and the way into it
/// @param tokenLabel the label of the token; several with the same label are an error
/// @param cluster a name that all nodes of a cluster share, part of the label of every key; 1 to 64
///   letters, digits and hyphens
/// @param pin the user PIN; [Hsm] takes it over and erases it
/// @param pool the sessions and their times
public record HsmConfig(
    Library library, String tokenLabel, String cluster, SecretBytes pin, Pool pool) {
  /// @throws IllegalArgumentException when a value is out of its range
  public HsmConfig {
    if (tokenLabel.isBlank() || tokenLabel.length() > 32) {
      throw new IllegalArgumentException("token label: expected 1 to 32 characters");
    }
    if (!cluster.matches("[A-Za-z0-9-]{1,64}")) {
      throw new IllegalArgumentException(
          "cluster: expected 1 to 64 letters, digits and hyphens, found '" + cluster + "'");
    }
  }

  /// The label that all objects of the cluster begin with.
  String labelPrefix() {
    return "craton/" + cluster + "/";
  }

  /// The PKCS#11 library.
  ///
  /// @param path the file
  /// @param binding the way into it
  /// @param arguments given to the library whenever it is initialised; empty for none
  public record Library(Path path, Binding binding, String arguments) {
    /// A library that takes no arguments.
    public Library(Path path, Binding binding) {
      this(path, binding, "");
    }
  }

  /// The sessions and their times.
  ///
  /// @param sessions calls that may run in the token at once, 1 to 256; twice the number of
  ///   processors saturates a software token, a network HSM takes more
  /// @param callTimeout how long the layer's own calls (health, probes) may take; calls of others
  ///   bring their deadline
  /// @param healthInterval the time between two health checks
  public record Pool(int sessions, Duration callTimeout, Duration healthInterval) {
    /// @throws IllegalArgumentException when a value is out of its range
    public Pool {
      if (sessions < 1 || sessions > HsmLimits.SESSIONS) {
        throw new IllegalArgumentException(
            "sessions: expected 1 to " + HsmLimits.SESSIONS + ", found " + sessions);
      }
      if (!callTimeout.isPositive() || !healthInterval.isPositive()) {
        throw new IllegalArgumentException("timeouts: expected positive durations");
      }
    }

    /// Twice as many sessions as processors (at least 4), 5 s a call, a check each second.
    public static Pool standard() {
      int sessions = Math.max(4, 2 * Runtime.getRuntime().availableProcessors());
      return new Pool(
          Math.min(HsmLimits.SESSIONS, sessions), Duration.ofSeconds(5), Duration.ofSeconds(1));
    }
  }
}

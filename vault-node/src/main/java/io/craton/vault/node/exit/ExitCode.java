package io.craton.vault.node.exit;

import java.util.Locale;

/// How the process ends. The numbers are part of the interface: supervisors and scripts act on
/// them, so they are never changed and never reused. 64 to 78 follow sysexits where it has a name
/// for the case; docs/configuration.md has the table with remedies.
public enum ExitCode {
  /// Done, or stopped as asked.
  OK(0),
  /// A signature that was checked is not valid.
  SIGNATURE_INVALID(1),
  /// The command line is wrong.
  USAGE(64),
  /// The data directory holds something this node cannot read.
  DATA_CORRUPT(65),
  /// A certificate or key file is unreadable, malformed, expired, or the two do not match.
  CERTIFICATE_INVALID(66),
  /// The node that the command talks to does not answer, or not in time.
  NODE_UNREACHABLE(68),
  /// Another process listens at one of the addresses.
  PORT_IN_USE(69),
  /// A fault while running; a supervisor should start the node again.
  FAULT(70),
  /// Stopping took longer than allowed, or a second signal came.
  HALTED(71),
  /// The PKCS#11 library cannot be loaded.
  HSM_LIBRARY(72),
  /// Another process uses the data directory.
  DATA_LOCKED(73),
  /// The data directory cannot be made, read or written.
  DATA_UNUSABLE(74),
  /// The node answered that it cannot do it now.
  TRY_AGAIN(75),
  /// The data directory belongs to another cluster or to another node.
  WRONG_CLUSTER(76),
  /// A file or directory with secrets is open to others.
  INSECURE_PERMISSIONS(77),
  /// The configuration is wrong.
  CONFIGURATION(78),
  /// The token refused the PIN.
  HSM_PIN(79),
  /// The HSM has no token of that label.
  HSM_TOKEN(80),
  /// The HSM failed its self test, or does not answer.
  HSM_FAILED(81),
  /// The node refused what was asked.
  REFUSED(82),
  /// There is no such item, or no such version of it, that the token may see.
  NOT_FOUND(83),
  /// A node did not prove that it is one, or wants a proof that the command does not have.
  TLS_FAILED(84),
  /// The disk is full, and the node could not stop in time to wait for room by itself; a supervisor
  /// should start it again, and then it waits.
  DISK_FULL(85),
  /// The cluster has taken this node out; a supervisor must not start it again.
  REMOVED(86);

  private final int code;

  ExitCode(int code) {
    this.code = code;
  }

  /// The number that the process ends with.
  public int code() {
    return code;
  }

  /// The name as it stands in messages and in the documentation.
  public String label() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}

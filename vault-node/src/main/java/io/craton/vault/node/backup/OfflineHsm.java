package io.craton.vault.node.backup;

import io.craton.vault.core.bytes.SecretBytes;
import io.craton.vault.hsm.Hsm;
import io.craton.vault.node.configuration.Configuration;
import io.craton.vault.node.exit.ExitCode;
import io.craton.vault.node.exit.StartFailure;
import io.craton.vault.node.files.SecretFile;
import io.craton.vault.node.running.HsmStart;
import java.time.InstantSource;

/// The HSM of a configuration, for a command.
final class OfflineHsm {
  private OfflineHsm() {}

  /// The caller closes it.
  static Hsm open(Configuration configuration) throws StartFailure {
    SecretBytes pin =
        SecretFile.read("hsm.pin-file", configuration.hsm().pinFile(), ExitCode.CONFIGURATION);
    return HsmStart.open(configuration, pin, InstantSource.system(), System::nanoTime);
  }
}

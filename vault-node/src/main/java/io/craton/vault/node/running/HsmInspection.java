package io.craton.vault.node.running;

import io.craton.vault.core.bytes.SecretBytes;
import io.craton.vault.hsm.HsmOpenException;
import io.craton.vault.hsm.HsmProbe;
import io.craton.vault.node.configuration.Configuration;
import io.craton.vault.node.exit.ExitCode;
import io.craton.vault.node.exit.StartFailure;
import io.craton.vault.node.files.SecretFile;
import java.time.InstantSource;

/// Looks at the HSM of a configuration without a node.
public final class HsmInspection {
  private HsmInspection() {}

  /// Opens the HSM, tries every algorithm, and closes it again. Tries the PIN once.
  ///
  /// @throws StartFailure as a node would that does not start for the same reason
  public static HsmProbe.Report probe(Configuration configuration) throws StartFailure {
    Credentials.requireLibrary(configuration.hsm().library().path());
    // The HSM layer takes it over and erases it.
    SecretBytes pin =
        SecretFile.read("hsm.pin-file", configuration.hsm().pinFile(), ExitCode.CONFIGURATION);
    try {
      return HsmProbe.run(
          HsmStart.config(configuration, pin), InstantSource.system(), System::nanoTime);
    } catch (HsmOpenException e) {
      throw HsmStart.failure(configuration, e);
    }
  }
}

package io.craton.vault.node.running;

import io.craton.vault.core.bytes.SecretBytes;
import io.craton.vault.hsm.Hsm;
import io.craton.vault.hsm.HsmConfig;
import io.craton.vault.hsm.HsmOpenException;
import io.craton.vault.hsm.pkcs11.Binding;
import io.craton.vault.node.configuration.Configuration;
import io.craton.vault.node.exit.ExitCode;
import io.craton.vault.node.exit.StartFailure;
import java.time.Duration;
import java.time.InstantSource;
import java.util.function.LongSupplier;

/// Opens the HSM, and says what to do when it does not open.
public final class HsmStart {
  private static final Duration HEALTH_INTERVAL = Duration.ofSeconds(1);

  private HsmStart() {}

  /// Tries the PIN once: tokens lock after a few wrong ones.
  public static Hsm open(
      Configuration configuration, SecretBytes pin, InstantSource clock, LongSupplier nanoTime)
      throws StartFailure {
    try {
      return Hsm.open(config(configuration, pin), clock, nanoTime);
    } catch (HsmOpenException e) {
      throw failure(configuration, e);
    }
  }

  /// The same for a node that had its HSM before: what may pass is waited for, while the PIN stays
  /// in memory.
  ///
  /// @throws InterruptedException when the node is to stop
  static Hsm await(
      Configuration configuration,
      SecretBytes pin,
      InstantSource clock,
      LongSupplier nanoTime,
      HsmWait wait)
      throws StartFailure, InterruptedException {
    try {
      return Hsm.open(config(configuration, pin), clock, nanoTime, wait);
    } catch (HsmOpenException e) {
      throw failure(configuration, e);
    }
  }

  /// How to reach the token.
  static HsmConfig config(Configuration configuration, SecretBytes pin) {
    Configuration.Hsm settings = configuration.hsm();
    return new HsmConfig(
        library(settings.library()),
        settings.tokenLabel(),
        configuration.cluster().id(),
        pin,
        new HsmConfig.Pool(settings.sessions(), settings.timeout(), HEALTH_INTERVAL));
  }

  /// The same with a remedy.
  static StartFailure failure(Configuration configuration, HsmOpenException e) {
    return new StartFailure(code(e), e.getMessage() + "; " + remedy(e, configuration.hsm()), e);
  }

  private static HsmConfig.Library library(Configuration.Library settings) {
    Binding binding =
        switch (settings.binding()) {
          case FFM -> Binding.FFM;
          case SUNPKCS11 -> Binding.SUNPKCS11;
        };
    return new HsmConfig.Library(settings.path(), binding, settings.arguments());
  }

  private static ExitCode code(HsmOpenException failure) {
    return switch (failure.kind()) {
      case LIBRARY_NOT_LOADABLE, LIBRARY_FAILED -> ExitCode.HSM_LIBRARY;
      case TOKEN_NOT_FOUND, TOKEN_AMBIGUOUS -> ExitCode.HSM_TOKEN;
      case WRONG_PIN -> ExitCode.HSM_PIN;
      case TOKEN_UNUSABLE, NOT_ANSWERED -> ExitCode.HSM_FAILED;
    };
  }

  private static String remedy(HsmOpenException failure, Configuration.Hsm settings) {
    return switch (failure.kind()) {
      case LIBRARY_NOT_LOADABLE -> "correct hsm.library, which is " + settings.library().path();
      case LIBRARY_FAILED -> "check hsm.init-args, the library's own configuration and its rights";
      case TOKEN_NOT_FOUND -> "initialise the token, or correct hsm.token-label";
      case TOKEN_AMBIGUOUS -> "give each token a label of its own";
      case WRONG_PIN -> "correct the PIN in " + settings.pinFile() + "; it was tried once";
      case NOT_ANSWERED -> "start again when the HSM works";
      case TOKEN_UNUSABLE -> "use a token with the mechanisms that the documentation lists";
    };
  }
}

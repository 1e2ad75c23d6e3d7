package io.craton.vault.hsm.pkcs11;

import java.nio.file.Path;

/// The ways into a PKCS#11 library.
public enum Binding {
  /// `java.lang.foreign`. The default: nothing between the vault and the library. Needs
  /// `--enable-native-access`.
  FFM {
    @Override
    public Cryptoki load(Path library, String arguments) throws LibraryNotLoadable {
      return FfmCryptoki.load(library, arguments);
    }
  },
  /// The wrapper inside the JDK's SunPKCS11. Needs `--add-exports` and `--add-opens` of
  /// `jdk.crypto.cryptoki/sun.security.pkcs11.wrapper`.
  SUNPKCS11 {
    @Override
    public Cryptoki load(Path library, String arguments) throws LibraryNotLoadable {
      return SunCryptoki.load(library, arguments);
    }
  };

  /// Loads the library into the process, without initialising it. Loading it again is harmless.
  ///
  /// @param arguments what the library is given whenever it is initialised (`pReserved` of
  ///   `CK_C_INITIALIZE_ARGS`), as NSS wants it; empty for none, as the standard has it
  public abstract Cryptoki load(Path library, String arguments) throws LibraryNotLoadable;

  /// Loads a library that takes no arguments.
  public final Cryptoki load(Path library) throws LibraryNotLoadable {
    return load(library, "");
  }

  /// The file is not there, is no PKCS#11 library, or this JVM was started without the flags that
  /// the binding needs.
  public static final class LibraryNotLoadable extends Exception {
    private static final long serialVersionUID = 1L;

    LibraryNotLoadable(Path library, Throwable cause) {
      super("cannot load " + library + ": " + cause.getMessage(), cause);
    }
  }
}

package io.craton.vault.hsm;

import io.craton.vault.core.algorithm.Algorithm;
import io.craton.vault.core.algorithm.KeySpec;
import io.craton.vault.core.port.AlgorithmUnsupported;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/// What the token can do: for each [Algorithm] the form of its keys, the operation, and the reason
/// if it does not work here. The probes at the start decide, once; a token that learns something
/// new is seen after a restart. Immutable and thread-safe.
final class MechanismTable {
  private final Map<Algorithm, Row> rows;
  private final boolean lifecycle;
  private final OptionalLong wrapping;

  private MechanismTable(Map<Algorithm, Row> rows, boolean lifecycle, OptionalLong wrapping) {
    this.rows = rows;
    this.lifecycle = lifecycle;
    this.wrapping = wrapping;
  }

  /// One algorithm.
  ///
  /// @param obstacle why the token cannot do it; empty when it can
  /// @param trial how long it took to find that out
  record Row(KeyForm form, Operation operation, Optional<String> obstacle, Duration trial) {}

  /// Collects the rows.
  static final class Builder {
    private final Map<Algorithm, Row> rows = new EnumMap<>(Algorithm.class);

    void add(Algorithm algorithm, Row row) {
      rows.put(algorithm, row);
    }

    /// @param lifecycle see [MechanismTable#lifecycle]
    /// @param wrapping see [MechanismTable#wrapping]
    MechanismTable build(boolean lifecycle, OptionalLong wrapping) {
      return new MechanismTable(new EnumMap<>(rows), lifecycle, wrapping);
    }
  }

  /// Whether keys in the token can have `CKA_COPYABLE` and `CKA_DESTROYABLE`.
  boolean lifecycle() {
    return lifecycle;
  }

  /// The mechanism that is AES-KWP here (RFC 5649); empty when the token has none.
  OptionalLong wrapping() {
    return wrapping;
  }

  /// The row of an algorithm that works here and signs, or makes authentication codes.
  ///
  /// @throws IllegalArgumentException when the algorithm does neither
  SigningRow signing(Algorithm algorithm) throws AlgorithmUnsupported {
    Row row = require(algorithm);
    if (row.operation() instanceof Operation.Authentication authentication) {
      return new SigningRow(row.form(), authentication);
    }
    throw new IllegalArgumentException(algorithm + " does not sign");
  }

  /// The form of the keys of a signing algorithm with its operation.
  record SigningRow(KeyForm form, Operation.Authentication signature) {
    /// The length of every signature, in bytes.
    int signatureBytes() {
      return signature.resultBytes(form);
    }
  }

  /// The row of an algorithm that works here and encrypts whole messages.
  ///
  /// @throws IllegalArgumentException when the algorithm does not
  EncryptionRow encryption(Algorithm algorithm) throws AlgorithmUnsupported {
    Row row = require(algorithm);
    if (row.operation() instanceof Operation.Encryption encryption) {
      return new EncryptionRow(row.form(), encryption);
    }
    throw new IllegalArgumentException(algorithm + " does not encrypt");
  }

  /// The form of the keys of an encryption algorithm with its operation.
  record EncryptionRow(KeyForm form, Operation.Encryption encryption) {}

  /// The form of the keys of a format-preserving algorithm that works here.
  ///
  /// @throws IllegalArgumentException when the algorithm is none
  KeyForm formatPreserving(Algorithm algorithm) throws AlgorithmUnsupported {
    Row row = require(algorithm);
    if (row.operation() instanceof Operation.FormatPreserving) {
      return row.form();
    }
    throw new IllegalArgumentException(algorithm + " does not preserve formats");
  }

  /// The row of an algorithm that works here.
  Row require(Algorithm algorithm) throws AlgorithmUnsupported {
    Row row = rows.get(algorithm);
    if (row == null) {
      throw new AlgorithmUnsupported(algorithm, "this version has no mechanism for it");
    }
    if (row.obstacle().isPresent()) {
      throw new AlgorithmUnsupported(algorithm, row.obstacle().get());
    }
    return row;
  }

  /// The row of an algorithm that works here and whose keys can leave the token: Ed25519 keys are
  /// read, all others wrapped.
  Row requireExportable(Algorithm algorithm) throws AlgorithmUnsupported {
    Row row = require(algorithm);
    if (wrapping.isEmpty() && !(row.form().spec() instanceof KeySpec.Ed25519)) {
      throw new AlgorithmUnsupported(algorithm, "the token cannot wrap keys for export (AES-KWP)");
    }
    return row;
  }

  /// What came out of the trials, for every algorithm.
  List<AlgorithmSupport> support() {
    return Arrays.stream(Algorithm.values()).map(this::support).toList();
  }

  private AlgorithmSupport support(Algorithm algorithm) {
    if (algorithm.software()) {
      return new AlgorithmSupport(
          algorithm, AlgorithmSupport.Way.SOFTWARE, Optional.empty(), Duration.ZERO);
    }
    Optional<String> obstacle = obstacle(algorithm);
    Row row = rows.get(algorithm);
    AlgorithmSupport.Way way =
        row == null || obstacle.isPresent()
            ? AlgorithmSupport.Way.UNSUPPORTED
            : row.operation().composed()
                ? AlgorithmSupport.Way.COMPOSED
                : AlgorithmSupport.Way.NATIVE;
    return new AlgorithmSupport(
        algorithm, way, obstacle, row == null ? Duration.ZERO : row.trial());
  }

  /// Why the token cannot do an algorithm; empty when it can.
  Optional<String> obstacle(Algorithm algorithm) {
    Row row = rows.get(algorithm);
    return row == null ? Optional.of("this version has no mechanism for it") : row.obstacle();
  }
}

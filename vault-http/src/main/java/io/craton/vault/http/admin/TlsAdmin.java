package io.craton.vault.http.admin;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// What the admin API asks of the certificates of its node. Thread-safe.
public interface TlsAdmin {
  /// A node without TLS.
  TlsAdmin NONE =
      new TlsAdmin() {
        @Override
        public List<InUse> certificates() {
          return List.of();
        }

        @Override
        public List<InUse> reload() {
          return List.of();
        }
      };

  /// What is in use, by role.
  List<InUse> certificates();

  /// Reads the files now, takes those that are good, and tells what is in use then.
  List<InUse> reload();

  /// The certificate of one role.
  ///
  /// @param role such as `api`
  /// @param names the hosts it names
  /// @param notAfter when it ends
  /// @param serial in hexadecimal digits
  /// @param problem why the files there are now are not used, if they are not
  record InUse(
      String role,
      String subject,
      List<String> names,
      Instant notAfter,
      String serial,
      Optional<String> problem) {
    public InUse {
      names = List.copyOf(names);
    }
  }
}

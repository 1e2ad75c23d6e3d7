package io.craton.vault.hsm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import io.craton.vault.core.algorithm.Algorithm;
import io.craton.vault.core.port.KeyGenerator.Generated;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// The same on SoftHSM, into which another tool can look.
abstract class SoftHsmContract extends HsmContract {
  @Override
  TokenUnderTest create(Path directory) {
    return TestToken.create(directory);
  }

  @ParameterizedTest
  @EnumSource(
      value = Algorithm.class,
      names = {"SIGN_ES256", "SIGN_ED25519", "ENCRYPT_AES_GCM_256"})
  void anotherToolSeesTheProtectionOfTheKey(Algorithm algorithm) throws Exception {
    for (boolean exportable : new boolean[] {false, true}) {
      Generated key = hsm().keyGenerator().generate(algorithm, exportable, soon());
      String id = Hsm.idOf(key.ref()).toHex();
      String shown = shownByAnotherTool(id);
      boolean readable = exportable && algorithm == Algorithm.SIGN_ED25519;
      assertThat(shown.contains("sensitive")).isEqualTo(!readable);
      assertThat(shown).doesNotContain("wrap");
      assertThat(shown.contains("never extractable")).isEqualTo(!exportable);
      if (algorithm.asymmetric()) {
        assertThat(shown).containsPattern("Usage: +sign\\n");
      } else {
        assertThat(shown).containsPattern("Usage: +encrypt, decrypt\\n");
      }
      hsm().keyDestroyer().destroy(key.ref(), soon());
      assertThat(listed()).doesNotContain(id);
    }
  }

  private String listed() {
    return ((TestToken) token()).pkcs11Tool("--list-objects");
  }

  /// The description of the one object with that id.
  private String shownByAnotherTool(String id) {
    return Stream.of(listed().split("\n(?=\\S)", -1))
        .filter(description -> description.contains(id))
        .map(description -> description + "\n")
        .reduce((one, other) -> fail("two objects: " + one + other))
        .orElseThrow();
  }
}

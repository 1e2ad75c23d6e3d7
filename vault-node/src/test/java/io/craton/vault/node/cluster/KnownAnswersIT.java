package io.craton.vault.node.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Base64;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Published answers that have no schema in [WycheproofIT], with imported keys, through the API.
@ExtendWith(Clusters.class)
class KnownAnswersIT {
  /// NIST SP 800-38A, appendix F: the plaintext and the IV of all examples.
  private static final byte[] PLAINTEXT =
      hex(
          "6bc1bee22e409f96e93d7e117393172aae2d8a571e03ac9c9eb76fac45af8e51"
              + "30c81c46a35ce411e5fbc1191a0a52eff69f2445df4f9b17ad2b417be66c3710");

  private static final String IV = "000102030405060708090a0b0c0d0e0f";
  private static final String AES_128 = "2b7e151628aed2a6abf7158809cf4f3c";
  private static final String AES_256 =
      "603deb1015ca71be2b73aef0857d77811f352c073b6108d72d9810a30914dff4";

  /// The length of a plaintext of 64 bytes before the IV, little-endian.
  private static final String LENGTH = "40000000";

  private static byte[] hex(String text) {
    return HexFormat.of().parseHex(text);
  }

  private static String base64(String hex) {
    return Base64.getEncoder().encodeToString(hex(hex));
  }

  private static String imported(ApiClient client, String purpose, String algorithm, String secret)
      throws IOException, InterruptedException {
    return client
        .call(
            "key/store",
            "{'type':'symmetric_key','purpose':'%s','algorithm':'%s','key':'%s'}",
            purpose,
            algorithm,
            base64(secret))
        .orFail()
        .path("id")
        .asText();
  }

  @ParameterizedTest
  @CsvSource({
    // F.2.2
    "AES-CBC-128,"
        + AES_128
        + ","
        + LENGTH
        + IV
        + "7649abac8119b246cee98e9b12e9197d5086cb9b507219ee95db113a917678b2"
        + "73bed6b8e3c1743b7116e69e222295163ff1caa1681fac09120eca307586e1a7",
    // F.2.6
    "AES-CBC-256,"
        + AES_256
        + ","
        + LENGTH
        + IV
        + "f58c4c04d6e5f1ba779eabfb5f7bfbd69cfc4e967edb808d679f777bc6702c7d"
        + "39f23369a9d9bacfa530e26304231461b2eb05e2c39be9fcda6c19078c6a9d1b",
    // F.3.14
    "AES-CFB-128,"
        + AES_128
        + ","
        + IV
        + "3b3fd92eb72dad20333449f8e83cfb4ac8a64537a0b3a93fcde3cdad9f1ce58b"
        + "26751f67a3cbb140b1808cf187a4f4dfc04b05357c5d1c0eeac4c66f9ff7f2e6",
    // F.3.18
    "AES-CFB-256,"
        + AES_256
        + ","
        + IV
        + "dc7e84bfda79164b7ecd8486985d386039ffed143b28b1c832113c6331e5407b"
        + "df10132415e54b92a13ed0a8267ae2f975a385741ab9cef82031623d55b1e471"
  })
  void modesOfSp800_38a(String algorithm, String key, String ciphertext, ClusterHarness cluster)
      throws Exception {
    ApiClient client = cluster.client();
    String id = imported(client, "encryption", algorithm, key);
    String found =
        client
            .call("decrypt", "{'id':'%s','cipher_text':'%s'}", id, base64(ciphertext))
            .orFail()
            .path("plain_text")
            .asText();
    assertThat(Base64.getDecoder().decode(found)).isEqualTo(PLAINTEXT);
  }

  /// The sample of NIST's ACVP server for FF3-1.
  @Test
  void ff31OfAcvp(ClusterHarness cluster) throws Exception {
    ApiClient client = cluster.client();
    String id = imported(client, "fpe", "AES-FF3-1-128-BETA", "2de79d232df5585d68ce47882ae256d6");
    String tweak = base64("cbd09280979564");
    assertThat(
            client
                .call(
                    "encrypt_transform",
                    "{'id':'%s','plain_text':'3992520240','alphabet':'numeric','tweak':'%s'}",
                    id,
                    tweak)
                .orFail()
                .path("cipher_text")
                .asText())
        .isEqualTo("8901801106");
    assertThat(
            client
                .call(
                    "decrypt_transform",
                    "{'id':'%s','cipher_text':'8901801106','alphabet':'numeric','tweak':'%s'}",
                    id,
                    tweak)
                .orFail()
                .path("plain_text")
                .asText())
        .isEqualTo("3992520240");
  }

  /// RFC 8032 section 7.1, test 3: Ed25519 has one signature for a key and a message.
  @Test
  void signatureOfRfc8032(ClusterHarness cluster) throws Exception {
    ApiClient client = cluster.client();
    String id =
        client
            .call(
                "key/store",
                "{'type':'asymmetric_key','purpose':'signing','algorithm':'ED25519',"
                    + "'private_key':'%s','public_key':'%s'}",
                pem(
                    "PRIVATE KEY",
                    "302e020100300506032b657004220420"
                        + "c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7"),
                pem(
                    "PUBLIC KEY",
                    "302a300506032b6570032100"
                        + "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025"))
            .orFail()
            .path("id")
            .asText();
    String signature =
        client
            .call("sign", "{'id':'%s','message':'%s'}", id, base64("af82"))
            .orFail()
            .path("signature")
            .asText();
    assertThat(Base64.getDecoder().decode(signature))
        .isEqualTo(
            hex(
                "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac"
                    + "18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a"));
  }

  /// With `\n` as JSON has it.
  private static String pem(String label, String der) {
    return "-----BEGIN " + label + "-----\\n" + base64(der) + "\\n-----END " + label + "-----\\n";
  }
}

package io.craton.vault.node.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.security.KeyFactory;
import java.security.Provider;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.AlgorithmParameterSpec;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// What programs that share no line with the vault say about its keys and signatures.
@ExtendWith(Clusters.class)
class WitnessIT {
  private static final Provider BOUNCY_CASTLE = new BouncyCastleProvider();
  private static final byte[] MESSAGE = "signed by a vault".getBytes(StandardCharsets.UTF_8);
  private static final AlgorithmParameterSpec PSS =
      new PSSParameterSpec("SHA-256", "MGF1", MGF1ParameterSpec.SHA256, 32, 1);

  /// @param keyType and `signature`: names that both providers know
  private record Row(
      String algorithm,
      String keyType,
      String signature,
      @Nullable AlgorithmParameterSpec parameters) {}

  private static final List<Row> ROWS =
      List.of(
          new Row("ED25519", "Ed25519", "Ed25519", null),
          new Row("ES256", "EC", "SHA256withECDSA", null),
          new Row("ES384", "EC", "SHA384withECDSA", null),
          new Row("ES512", "EC", "SHA512withECDSA", null),
          new Row("RSA-PSS-2048-SHA256", "RSA", "RSASSA-PSS", PSS),
          new Row("RSA-PSS-3072-SHA256", "RSA", "RSASSA-PSS", PSS),
          new Row("RSA-PSS-4096-SHA256", "RSA", "RSASSA-PSS", PSS),
          new Row("RSA-PKCS1V15-2048-SHA256", "RSA", "SHA256withRSA", null));

  @Test
  void everySignatureVerifiesWithTheJdkAndWithBouncyCastle(ClusterHarness cluster)
      throws Exception {
    for (Row row : ROWS) {
      JsonNode signed = sign(cluster.client(), row.algorithm);
      byte[] signature = Base64.getDecoder().decode(signed.path("signature").asText());
      byte[] key = pem(signed.path("public_key").asText());
      for (Provider provider : providers(row)) {
        assertThat(verifies(row, provider, key, signature, MESSAGE))
            .as("%s with %s", row.algorithm, provider.getName())
            .isTrue();
        assertThat(verifies(row, provider, key, signature, new byte[] {1}))
            .as("%s of another message with %s", row.algorithm, provider.getName())
            .isFalse();
      }
    }
    Figures.record("signatures verified by two other providers: %d algorithms", ROWS.size());
  }

  @Test
  void noPrivateKeyOfTheTokenWasOrIsEverExtractable(ClusterHarness cluster) throws Exception {
    List<String> kinds = List.of("ED25519", "ES256", "RSA-PKCS1V15-2048-SHA256");
    for (String algorithm : kinds) {
      assertThat(sign(cluster.client(), algorithm).path("version").asInt()).isEqualTo(1);
    }
    String body = "{'type':'symmetric_key','purpose':'encryption','algorithm':'AES-GCM-256'}";
    cluster.client().call("key/generate", body).orFail();

    List<String> objects =
        Arrays.stream(cluster.token().listObjects().split("\\R(?=\\S)", -1)).toList();
    List<String> guarded =
        objects.stream()
            .filter(text ->
                text.startsWith("Private Key Object") || text.startsWith("Secret Key Object"))
            .toList();
    assertThat(guarded).as("keys in the token").hasSizeGreaterThan(kinds.size());
    for (String object : guarded) {
      assertThat(access(object))
          .as(object)
          .contains("sensitive", "always sensitive", "never extractable", "local")
          .doesNotContain("extractable");
    }
    Figures.record(
        "pkcs11-tool: %d private and secret keys, none extractable ever", guarded.size());
  }

  private static List<String> access(String object) {
    return object
        .lines()
        .map(String::strip)
        .filter(line -> line.startsWith("Access:"))
        .flatMap(line -> Arrays.stream(line.substring("Access:".length()).split(",", -1)))
        .map(String::strip)
        .toList();
  }

  private static JsonNode sign(ApiClient client, String algorithm) throws Exception {
    String body = "{'type':'asymmetric_key','purpose':'signing','algorithm':'%s'}";
    String id = client.call("key/generate", body, algorithm).orFail().path("id").asText();
    String message = Base64.getEncoder().encodeToString(MESSAGE);
    return client.call("sign", "{'id':'%s','message':'%s'}", id, message).orFail();
  }

  private static List<Provider> providers(Row row) throws Exception {
    return List.of(Signature.getInstance(row.signature).getProvider(), BOUNCY_CASTLE);
  }

  // The names of the algorithms come from the table above, not from outside.
  @SuppressWarnings("InsecureCryptoUsage")
  private static boolean verifies(
      Row row, Provider provider, byte[] key, byte[] signature, byte[] message) throws Exception {
    KeyFactory keys =
        provider.equals(BOUNCY_CASTLE)
            ? KeyFactory.getInstance(row.keyType, provider)
            : KeyFactory.getInstance(row.keyType);
    PublicKey publicKey = keys.generatePublic(new X509EncodedKeySpec(key));
    Signature verifier = Signature.getInstance(row.signature, provider);
    if (row.parameters != null) {
      verifier.setParameter(row.parameters);
    }
    verifier.initVerify(publicKey);
    verifier.update(message);
    return verifier.verify(signature);
  }

  private static byte[] pem(String text) {
    return Base64.getMimeDecoder().decode(text.replaceAll("-----(BEGIN|END) PUBLIC KEY-----", ""));
  }
}

package io.craton.vault.node.cluster;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.spec.AlgorithmParameterSpec;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.NamedParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.security.spec.RSAKeyGenParameterSpec;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.OAEPParameterSpec;
import javax.crypto.spec.PSource;
import javax.crypto.spec.SecretKeySpec;

/// Test vectors in the schemas of Wycheproof, made by the JDK: in each file one that is valid, and
/// the same with a bit flipped.
final class WycheproofSample {
  /// In all files.
  static final int TESTS = 18;

  private static final byte[] MESSAGE = "a message".getBytes(StandardCharsets.UTF_8);
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final RSAKeyGenParameterSpec RSA_2048 =
      new RSAKeyGenParameterSpec(2048, RSAKeyGenParameterSpec.F4);

  private static final int ML_DSA_44_BYTES = 1312;

  private final Path directory;

  private WycheproofSample(Path directory) {
    this.directory = directory;
  }

  /// Writes them.
  static Path write(Path directory) throws IOException, GeneralSecurityException {
    WycheproofSample sample = new WycheproofSample(directory);
    sample.gcm();
    sample.cbc();
    sample.oaep();
    sample.signature("pkcs1", rsa("RsassaPkcs1Verify"), "RSA", RSA_2048, "SHA256withRSA");
    PSSParameterSpec pss = new PSSParameterSpec("SHA-256", "MGF1", MGF1ParameterSpec.SHA256, 32, 1);
    ObjectNode pssGroup = rsa("RsassaPssVerify").put("mgfSha", "SHA-256").put("sLen", 32);
    sample.signature("pss", pssGroup, "RSA", RSA_2048, "RSASSA-PSS", Optional.of(pss));
    ECGenParameterSpec p256 = new ECGenParameterSpec("secp256r1");
    sample.signature("ecdsa", curve("EcdsaVerify", "secp256r1"), "EC", p256, "SHA256withECDSA");
    sample.signature(
        "p1363",
        curve("EcdsaP1363Verify", "secp256r1"),
        "EC",
        p256,
        "SHA256withECDSAinP1363Format");
    sample.signature(
        "eddsa",
        curve("EddsaVerify", "edwards25519"),
        "Ed25519",
        NamedParameterSpec.ED25519,
        "Ed25519");
    sample.signature(
        "mldsa", group("MlDsaVerify"), "ML-DSA", NamedParameterSpec.ML_DSA_44, "ML-DSA");
    return directory;
  }

  private static ObjectNode group(String type) {
    return ApiClient.JSON.createObjectNode().put("type", type);
  }

  private static ObjectNode rsa(String type) {
    return group(type).put("keySize", 2048).put("sha", "SHA-256");
  }

  private static ObjectNode curve(String type, String curve) {
    ObjectNode group = group(type).put("sha", "SHA-256");
    group.putObject("publicKey").put("curve", curve);
    return group;
  }

  private void gcm() throws IOException, GeneralSecurityException {
    byte[] key = random(32);
    byte[] iv = random(12);
    byte[] aad = random(5);
    Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
    cipher.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(key, "AES"), new GCMParameterSpec(128, iv));
    cipher.updateAAD(aad);
    byte[] sealed = cipher.doFinal(MESSAGE);
    ObjectNode test = hex("key", key);
    put(test, "iv", iv);
    put(test, "aad", aad);
    put(test, "msg", MESSAGE);
    put(test, "ct", Arrays.copyOf(sealed, MESSAGE.length));
    byte[] tag = Arrays.copyOfRange(sealed, MESSAGE.length, sealed.length);
    ObjectNode group = group("AeadTest").put("keySize", 256).put("ivSize", 96).put("tagSize", 128);
    write("gcm", "AES-GCM", group, test, "tag", tag);
  }

  private void cbc() throws IOException, GeneralSecurityException {
    byte[] key = random(16);
    byte[] iv = random(16);
    Cipher cipher = Cipher.getInstance("AES/CBC/PKCS5Padding");
    cipher.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(key, "AES"), new IvParameterSpec(iv));
    ObjectNode test = hex("key", key);
    put(test, "iv", iv);
    put(test, "msg", MESSAGE);
    ObjectNode group = group("IndCpaTest").put("keySize", 128).put("ivSize", 128);
    write("cbc", "AES-CBC-PKCS5", group, test, "ct", cipher.doFinal(MESSAGE));
  }

  private void oaep() throws IOException, GeneralSecurityException {
    KeyPair pair = pair("RSA", RSA_2048);
    Cipher cipher = Cipher.getInstance("RSA/ECB/OAEPPadding");
    cipher.init(
        Cipher.ENCRYPT_MODE,
        pair.getPublic(),
        new OAEPParameterSpec(
            "SHA-256", "MGF1", MGF1ParameterSpec.SHA256, PSource.PSpecified.DEFAULT));
    ObjectNode group = rsa("RsaesOaepDecrypt").put("mgf", "MGF1").put("mgfSha", "SHA-256");
    put(group, "privateKeyPkcs8", pair.getPrivate().getEncoded());
    ObjectNode test = hex("label", new byte[0]);
    put(test, "msg", MESSAGE);
    write("oaep", "RSAES-OAEP", group, test, "ct", cipher.doFinal(MESSAGE));
  }

  private void signature(
      String name, ObjectNode group, String keys, AlgorithmParameterSpec spec, String scheme)
      throws IOException, GeneralSecurityException {
    signature(name, group, keys, spec, scheme, Optional.empty());
  }

  private void signature(
      String name,
      ObjectNode group,
      String keys,
      AlgorithmParameterSpec spec,
      String scheme,
      Optional<PSSParameterSpec> parameters)
      throws IOException, GeneralSecurityException {
    KeyPair pair = pair(keys, spec);
    Signature signer = Signature.getInstance(scheme);
    if (parameters.isPresent()) {
      signer.setParameter(parameters.get());
    }
    signer.initSign(pair.getPrivate());
    signer.update(MESSAGE);
    byte[] spki = pair.getPublic().getEncoded();
    put(group, "publicKeyDer", spki);
    if (keys.equals("ML-DSA")) {
      put(group, "publicKey", Arrays.copyOfRange(spki, spki.length - ML_DSA_44_BYTES, spki.length));
    }
    write(name, scheme, group, hex("msg", MESSAGE), "sig", signer.sign());
  }

  // RSA, EC, Ed25519 and ML-DSA only.
  @SuppressWarnings("InsecureCryptoUsage")
  private static KeyPair pair(String algorithm, AlgorithmParameterSpec spec)
      throws GeneralSecurityException {
    KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm);
    generator.initialize(spec);
    return generator.generateKeyPair();
  }

  /// A file of one group: `test` with `value` as `field`, and with the last bit of that flipped.
  private void write(
      String name, String algorithm, ObjectNode group, ObjectNode test, String field, byte[] value)
      throws IOException {
    byte[] flipped = value.clone();
    flipped[flipped.length - 1] ^= 1;
    ObjectNode valid = test.deepCopy().put("tcId", 1).put("result", "valid");
    ObjectNode invalid = test.deepCopy().put("tcId", 2).put("result", "invalid");
    put(valid, field, value);
    put(invalid, field, flipped);
    group.putArray("tests").add(valid).add(invalid);
    ObjectNode file = ApiClient.JSON.createObjectNode().put("algorithm", algorithm);
    file.putArray("testGroups").add(group);
    Files.writeString(directory.resolve(name + ".json"), file.toString());
  }

  private static ObjectNode hex(String field, byte[] value) {
    ObjectNode node = ApiClient.JSON.createObjectNode();
    put(node, field, value);
    return node;
  }

  private static void put(ObjectNode node, String field, byte[] value) {
    node.put(field, HexFormat.of().formatHex(value));
  }

  private static byte[] random(int count) {
    byte[] bytes = new byte[count];
    RANDOM.nextBytes(bytes);
    return bytes;
  }
}

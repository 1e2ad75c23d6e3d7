package io.craton.vault.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeout;

import com.fasterxml.jackson.databind.JsonNode;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.crypto.ECDSASigner;
import io.craton.vault.http.TestApi.Reply;
import io.craton.vault.http.keys.GivenPublicKey;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.interfaces.ECPrivateKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.RSAKeyGenParameterSpec;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.sec.SECObjectIdentifiers;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;

/// Public keys that come in without their private half, which the contract does not have.
@TestInstance(Lifecycle.PER_CLASS)
class PublicKeysTest {
  private static final String MESSAGE = "bWVzc2FnZQ==";

  private final TestApi api = TestApi.start();

  @AfterAll
  void stop() {
    api.close();
  }

  private static KeyPair ec(String curve) throws GeneralSecurityException {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(new ECGenParameterSpec(curve));
    return generator.generateKeyPair();
  }

  private static KeyPair rsa(int bits, long exponent) throws GeneralSecurityException {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
    generator.initialize(new RSAKeyGenParameterSpec(bits, BigInteger.valueOf(exponent)));
    return generator.generateKeyPair();
  }

  /// As JSON writes it.
  private static String pem(byte[] der) {
    return "-----BEGIN PUBLIC KEY-----\\n"
        + Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII))
            .encodeToString(der)
            .replace("\n", "\\n")
        + "\\n-----END PUBLIC KEY-----\\n";
  }

  private static String pem(KeyPair pair) {
    return pem(pair.getPublic().getEncoded());
  }

  private Reply store(String purpose, String algorithm, String pem, String more) {
    return api.post(
        "/v2/key/store",
        "{'purpose':'%s','algorithm':'%s','public_key':'%s'%s}"
            .formatted(purpose, algorithm, pem, more));
  }

  private String stored(String purpose, String algorithm, String pem) {
    Reply reply = store(purpose, algorithm, pem, "");
    assertThat(reply.status()).as(reply.http().body()).isEqualTo("Success");
    assertThat(reply.version().has("public_key")).isFalse();
    return reply.result().get("id").asText();
  }

  private static String signed(KeyPair pair, String name) throws GeneralSecurityException {
    Signature signature = Signature.getInstance(name);
    signature.initSign(pair.getPrivate());
    signature.update(Base64.getDecoder().decode(MESSAGE));
    return Base64.getEncoder().encodeToString(signature.sign());
  }

  private boolean verifies(String id, String signature) {
    return api.ok(
            "/v2/verify",
            "{'id':'%s','message':'%s','signature':'%s'}".formatted(id, MESSAGE, signature))
        .get("valid_signature")
        .asBoolean();
  }

  private void forbidden(String path, String json, String summary) {
    Reply reply = api.post(path, json);
    assertThat(reply.status()).as(reply.http().body()).isEqualTo("ForbiddenVaultOperation");
    assertThat(reply.body().get("summary").asText()).contains(summary);
  }

  @Test
  void aPublicKeyVerifiesWhatItsOwnerSignsAndNothingMore() throws Exception {
    int held = api.hsmKeys();
    KeyPair pair = ec("secp256r1");
    String id = stored("signing", "ES256", pem(pair));
    assertThat(api.hsmKeys()).isEqualTo(held);
    assertThat(verifies(id, signed(pair, "SHA256withECDSA"))).isTrue();
    assertThat(verifies(id, signed(ec("secp256r1"), "SHA256withECDSA"))).isFalse();
    forbidden("/v2/sign", "{'id':'" + id + "','message':'" + MESSAGE + "'}", "only verify");
    forbidden("/v2/export", "{'id':'" + id + "'}", "not to be exported");
    JsonNode shown = api.ok("/v2/get", "{'id':'" + id + "'}");
    assertThat(shown.at("/item_versions/0/public_key").asText())
        .isEqualTo(pem(pair).replace("\\n", "\n"));
    assertThat(shown.get("type").asText()).isEqualTo("asymmetric_key");
    assertThat(api.ok("/v2/jwk/get", "{'id':'" + id + "'}").at("/keys/0/crv").asText())
        .isEqualTo("P-256");
    api.ok("/v2/state/change", "{'id':'" + id + "','state':'destroyed'}");
    forbidden(
        "/v2/verify",
        "{'id':'" + id + "','message':'" + MESSAGE + "','signature':'AAAA'}",
        "destroyed");
    api.ok("/v2/delete", "{'id':'" + id + "'}");
  }

  @Test
  void anyOddExponentVerifies() throws Exception {
    KeyPair pair = rsa(2048, 3);
    String id = stored("signing", "RSA-PKCS1V15-2048-SHA256", pem(pair));
    assertThat(verifies(id, signed(pair, "SHA256withRSA"))).isTrue();
    assertThat(api.ok("/v2/jwk/get", "{'id':'" + id + "'}").at("/keys/0/e").asText())
        .isEqualTo("Aw");
  }

  @Test
  void aCompressedPointIsKeptAsAWholeOne() throws Exception {
    KeyPair pair = ec("secp256r1");
    byte[] spki = pair.getPublic().getEncoded();
    byte[] compressed = new byte[33];
    compressed[0] = (byte) (2 + (spki[spki.length - 1] & 1));
    System.arraycopy(spki, spki.length - 64, compressed, 1, 32);
    String id = stored("signing", "ES256", pem(ecInfo(compressed)));
    assertThat(verifies(id, signed(pair, "SHA256withECDSA"))).isTrue();
    assertThat(api.ok("/v2/get", "{'id':'" + id + "'}").at("/item_versions/0/public_key").asText())
        .isEqualTo(pem(pair).replace("\\n", "\n"));
  }

  private static byte[] ecInfo(byte[] point) throws IOException {
    return new SubjectPublicKeyInfo(
            new AlgorithmIdentifier(
                X9ObjectIdentifiers.id_ecPublicKey, SECObjectIdentifiers.secp256r1),
            point)
        .getEncoded();
  }

  private static byte[] edInfo(byte[] point) throws IOException {
    return new SubjectPublicKeyInfo(
            new AlgorithmIdentifier(new ASN1ObjectIdentifier("1.3.101.112")), point)
        .getEncoded();
  }

  private static byte[] rsaInfo(BigInteger modulus, BigInteger exponent) throws IOException {
    ASN1Encodable numbers = new org.bouncycastle.asn1.pkcs.RSAPublicKey(modulus, exponent);
    return new SubjectPublicKeyInfo(
            new AlgorithmIdentifier(PKCSObjectIdentifiers.rsaEncryption, DERNull.INSTANCE), numbers)
        .getEncoded();
  }

  /// `algorithm` and the PEM of a key that is none for it.
  private record Unsound(String what, String algorithm, String pem) {
    Unsound(String what, String algorithm, byte[] spki) {
      this(what, algorithm, PublicKeysTest.pem(spki));
    }
  }

  /// To look for its factors takes seconds.
  private static final BigInteger LONG_MODULUS =
      BigInteger.valueOf(3).pow(10_337).subtract(BigInteger.TWO);

  @Test
  void aVeryLongModulusIsRefusedAtOnce() throws Exception {
    byte[] spki = rsaInfo(LONG_MODULUS, BigInteger.valueOf(65_537));
    assertThat(LONG_MODULUS.bitLength()).isEqualTo(16_384);
    assertTimeout(Duration.ofMillis(500), () -> assertThat(GivenPublicKey.ofSpki(spki)).isEmpty());
  }

  private static Stream<Unsound> unsound() throws Exception {
    byte[] offCurve = ec("secp256r1").getPublic().getEncoded();
    offCurve[offCurve.length - 1] ^= 1;
    KeyPairGenerator koblitz = KeyPairGenerator.getInstance("EC", new BouncyCastleProvider());
    koblitz.initialize(new ECGenParameterSpec("secp256k1"));
    BigInteger modulus = ((RSAPublicKey) rsa(2048, 65_537).getPublic()).getModulus();
    byte[] identity = new byte[32];
    identity[0] = 1;
    byte[] orderTwo = new byte[32];
    Arrays.fill(orderTwo, (byte) 0xff);
    orderTwo[0] = (byte) 0xec;
    orderTwo[31] = 0x7f;
    byte[] noPoint = new byte[32];
    noPoint[0] = 2;
    String pkcs1 = "RSA-PKCS1V15-2048-SHA256";
    return Stream.of(
        new Unsound("not on the curve", "ES256", offCurve),
        new Unsound("the point at infinity", "ES256", ecInfo(new byte[1])),
        new Unsound("another curve", "ES256", ec("secp384r1").getPublic().getEncoded()),
        new Unsound("a curve alike", "ES256", koblitz.generateKeyPair().getPublic().getEncoded()),
        new Unsound("a longer modulus", pkcs1, rsa(3072, 65_537).getPublic().getEncoded()),
        new Unsound(
            "a very long modulus", pkcs1, rsaInfo(LONG_MODULUS, BigInteger.valueOf(65_537))),
        new Unsound("another kind", pkcs1, ec("secp256r1").getPublic().getEncoded()),
        new Unsound("exponent 1", pkcs1, rsaInfo(modulus, BigInteger.ONE)),
        new Unsound("exponent 4", pkcs1, rsaInfo(modulus, BigInteger.valueOf(4))),
        new Unsound(
            "exponent of 65 bits", pkcs1, rsaInfo(modulus, BigInteger.TWO.pow(64).setBit(0))),
        new Unsound("even modulus", pkcs1, rsaInfo(modulus.clearBit(0), BigInteger.valueOf(3))),
        new Unsound("the neutral point", "ED25519", edInfo(identity)),
        new Unsound("a point of order two", "ED25519", edInfo(orderTwo)),
        new Unsound("no point", "ED25519", edInfo(noPoint)),
        new Unsound("a short point", "ED25519", edInfo(new byte[31])));
  }

  @Test
  void unsoundPublicKeysAreRefused() throws Exception {
    for (Unsound key : unsound().toList()) {
      assertThat(store("signing", key.algorithm(), key.pem(), "").firstError())
          .as(key.what())
          .isEqualTo("BadFormat /public_key");
    }
    assertThat(store("signing", "ES256", "garbage", "").firstError())
        .isEqualTo("BadFormat /public_key");
  }

  @Test
  void aPublicKeyAloneIsForSignaturesOnlyAndNeverExportable() throws Exception {
    KeyPair rsa = rsa(2048, 65_537);
    KeyPair ed = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
    assertThat(store("encryption", "RSA-OAEP-2048-SHA256", pem(rsa), "").firstError())
        .isEqualTo("FieldRequired /private_key");
    assertThat(store("pki", "ED25519", pem(ed), "").firstError())
        .isEqualTo("FieldRequired /private_key");
    assertThat(store("signing", "ED25519", pem(ed), ",'exportable':true").firstError())
        .isEqualTo("IsDependentOn /exportable");
    String exportable =
        api.ok("/v2/key/generate", "{'purpose':'signing','algorithm':'ED25519','exportable':true}")
            .get("id")
            .asText();
    assertThat(rotate(exportable, pem(ed)).firstError()).isEqualTo("IsDependentOn /public_key");
    String oaep = api.key("asymmetric_key", "encryption", "RSA-OAEP-2048-SHA256");
    assertThat(rotate(oaep, pem(rsa)).firstError()).isEqualTo("IsDependentOn /public_key");
    String aes = api.key("symmetric_key", "encryption", "AES-GCM-256");
    assertThat(rotate(aes, pem(rsa)).firstError()).isEqualTo("UnexpectedProperty /public_key");
  }

  private Reply rotate(String id, String pem) {
    return api.post("/v2/key/rotate", "{'id':'" + id + "','public_key':'" + pem + "'}");
  }

  @Test
  void aRotationNeedsTheNextKeyAndTakesAPairAsWell() throws Exception {
    KeyPair first = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
    KeyPair second = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
    String id = stored("signing", "ED25519", pem(first));
    forbidden("/v2/key/rotate", "{'id':'" + id + "'}", "a rotation needs the next one");
    Reply rotated = rotate(id, pem(second));
    assertThat(rotated.status()).as(rotated.http().body()).isEqualTo("Success");
    assertThat(rotated.result().get("num_versions").asInt()).isEqualTo(2);
    assertThat(verifies(id, signed(second, "Ed25519"))).isTrue();
    assertThat(verifies(id, signed(first, "Ed25519"))).isFalse();
    String secret = pem(second.getPrivate().getEncoded()).replace("PUBLIC", "PRIVATE");
    api.ok(
        "/v2/key/rotate",
        "{'id':'%s','public_key':'%s','private_key':'%s'}".formatted(id, pem(second), secret));
    assertThat(
            api.ok("/v2/sign", "{'id':'" + id + "','message':'" + MESSAGE + "'}")
                .get("signature")
                .asText())
        .isEqualTo(signed(second, "Ed25519"));
    api.ok("/v2/key/rotate", "{'id':'" + id + "'}");
    assertThat(rotate(id, pem(first)).firstError()).isEqualTo("IsDependentOn /public_key");
    List<String> kids = Stream.of(1, 2, 3, 4).map(number -> id + "|" + number).toList();
    assertThat(api.ok("/v2/jwk/get", "{'id':'" + id + "','version':'all'}").findValuesAsText("kid"))
        .isEqualTo(kids);
  }

  @Test
  void aWebTokenOfOthersIsVerifiedByItsKid() throws Exception {
    KeyPair pair = ec("secp256r1");
    String id = stored("jwt", "ES256", pem(pair));
    JWSObject token =
        new JWSObject(
            new JWSHeader.Builder(JWSAlgorithm.ES256).keyID(id + "|1").build(), new Payload("{}"));
    token.sign(new ECDSASigner((ECPrivateKey) pair.getPrivate()));
    String jws = token.serialize();
    JsonNode verified = api.ok("/v2/jwt/verify", "{'jws':'" + jws + "'}");
    assertThat(verified.get("valid_signature").asBoolean()).isTrue();
    forbidden("/v2/jwt/sign", "{'id':'" + id + "','payload':'{}'}", "only verify");
  }
}

package io.craton.vault.http.keys;

import static org.assertj.core.api.Assertions.assertThat;

import io.craton.vault.core.bytes.Bytes;
import io.craton.vault.core.item.PublicKey;
import io.craton.vault.core.testing.fuzz.Corpus;
import io.craton.vault.core.testing.fuzz.DecoderFuzzer;
import io.craton.vault.core.testing.fuzz.FuzzedDecoder;
import io.craton.vault.core.testing.fuzz.FuzzedDecoder.Grammar;
import io.craton.vault.core.testing.fuzz.FuzzedDecoder.Memory;
import io.craton.vault.http.wire.Pem;
import java.nio.charset.StandardCharsets;
import java.security.KeyPairGenerator;
import java.security.spec.ECGenParameterSpec;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Public keys that callers bring, changed in every way. A key has other forms than the one in
/// which it is kept: what was read once and written is read as the same.
class GivenPublicKeyFuzzTest {
  private static final int SECONDS = 1;

  /// The search for small factors of a modulus takes most of it.
  private static final Memory MEMORY = new Memory(4 << 20, 256);

  private static List<FuzzedDecoder> decoders() {
    return List.of(
        FuzzedDecoder.of(
                "public-key-pem",
                Grammar.FLAT,
                MEMORY,
                IllegalArgumentException.class,
                bytes -> {
                  byte[] kept = kept(GivenPublicKey.ofPem(text(bytes)));
                  return () -> keptAgain(kept);
                })
            .withCanonical(bytes -> kept(GivenPublicKey.ofPem(text(bytes)))),
        FuzzedDecoder.of(
                "public-key-der",
                Grammar.FLAT,
                MEMORY,
                IllegalArgumentException.class,
                bytes -> {
                  byte[] kept = kept(GivenPublicKey.ofSpki(bytes));
                  return () -> keptAgain(kept);
                })
            .withCanonical(bytes -> kept(GivenPublicKey.ofSpki(bytes))));
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }

  private static byte[] kept(Optional<GivenPublicKey> key) {
    return key.orElseThrow(IllegalArgumentException::new).normalised().spki().toArray();
  }

  private static byte[] keptAgain(byte[] spki) {
    return kept(GivenPublicKey.ofPem(Pem.of(new PublicKey(Bytes.copyOf(spki)))));
  }

  @Test
  void everyChangeIsRefusedOrReadAsWhatItIs() throws Exception {
    new DecoderFuzzer("GivenPublicKeyFuzzTest", decoders()).run(SECONDS);
  }

  @ParameterizedTest
  @MethodSource("decoders")
  void whatWasWrittenOnceIsRead(FuzzedDecoder decoder) throws Exception {
    decoder.requireReadable();
  }

  @Test
  void theCorpusHasEveryKind() throws Exception {
    Map<String, byte[]> pems = new LinkedHashMap<>();
    Map<String, byte[]> ders = new LinkedHashMap<>();
    KeyPairGenerator ec = KeyPairGenerator.getInstance("EC");
    ec.initialize(new ECGenParameterSpec("secp256r1"));
    KeyPairGenerator rsa = KeyPairGenerator.getInstance("RSA");
    rsa.initialize(2_048);
    for (KeyPairGenerator generator : List.of(ec, rsa, KeyPairGenerator.getInstance("Ed25519"))) {
      byte[] spki = generator.generateKeyPair().getPublic().getEncoded();
      String pem = Pem.of(new PublicKey(Bytes.copyOf(spki)));
      ders.put(generator.getAlgorithm(), spki);
      pems.put(generator.getAlgorithm(), pem.getBytes(StandardCharsets.US_ASCII));
    }
    assertThat(Corpus.of("public-key-pem").missing(pems)).isEmpty();
    assertThat(Corpus.of("public-key-der").missing(ders)).isEmpty();
  }

  /// A reader that goes into each level by calling itself runs out of stack.
  @ParameterizedTest
  @ValueSource(ints = {100, 3_000, 6_000})
  void levelsWithoutEndAreNoKey(int depth) {
    byte[] inner = new byte[2 * depth];
    for (int i = 0; i < inner.length; i += 2) {
      inner[i] = 0x30;
      inner[i + 1] = (byte) 0x80;
    }
    byte[] der = new byte[inner.length + 4];
    der[0] = 0x30;
    der[1] = (byte) 0x82;
    der[2] = (byte) (inner.length >> 8);
    der[3] = (byte) inner.length;
    System.arraycopy(inner, 0, der, 4, inner.length);
    String pem = Pem.of(new PublicKey(Bytes.copyOf(der)));
    assertThat(GivenPublicKey.ofSpki(der)).isEmpty();
    assertThat(GivenPublicKey.ofPem(pem)).isEmpty();
    assertThat(GivenPublicKey.structureOfPem(pem)).isEmpty();
  }
}

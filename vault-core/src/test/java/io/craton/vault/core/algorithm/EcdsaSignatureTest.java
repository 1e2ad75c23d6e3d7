package io.craton.vault.core.algorithm;

import static org.assertj.core.api.Assertions.assertThat;

import io.craton.vault.core.bytes.Bytes;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.spec.ECGenParameterSpec;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class EcdsaSignatureTest {
  @ParameterizedTest
  @CsvSource({"secp256r1,32", "secp384r1,48", "secp521r1,66"})
  void derIsWhatTheJdkReadsAndBack(String curve, int coordinateBytes)
      throws GeneralSecurityException {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(new ECGenParameterSpec(curve));
    KeyPair pair = generator.generateKeyPair();
    byte[] message = new byte[20];
    for (int i = 0; i < 50; i++) {
      message[0] = (byte) i;
      Signature signer = Signature.getInstance("SHA256withECDSAinP1363Format");
      signer.initSign(pair.getPrivate());
      signer.update(message);
      Bytes raw = Bytes.copyOf(signer.sign());
      Bytes der = EcdsaSignature.toDer(raw);
      Signature verifier = Signature.getInstance("SHA256withECDSA");
      verifier.initVerify(pair.getPublic());
      verifier.update(message);
      assertThat(verifier.verify(der.toArray())).isTrue();
      assertThat(EcdsaSignature.fromDer(der.toArray(), coordinateBytes)).contains(raw);
    }
  }

  @Test
  void numbersWithLeadingZeroesKeepTheirWidth() {
    byte[] raw = new byte[64];
    raw[31] = 1;
    raw[32] = (byte) 0x80;
    Bytes der = EcdsaSignature.toDer(Bytes.copyOf(raw));
    assertThat(EcdsaSignature.fromDer(der.toArray(), 32)).contains(Bytes.copyOf(raw));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "3006020101020101ff",
        "3006020101020201",
        "30060201010201",
        "3106020101020101",
        "300602010102018000",
        "3007020101020100ff",
        "308106020101020101",
        "300702020001020101"
      })
  void loosePaddedOrCutEncodingsAreNotRead(String hex) {
    assertThat(EcdsaSignature.fromDer(HexFormat.of().parseHex(hex), 32)).isEmpty();
  }

  @Test
  void noInputOfAnyKindThrows() {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    byte[] valid = EcdsaSignature.toDer(Bytes.copyOf(new byte[64])).toArray();
    for (int i = 0; i < 20_000; i++) {
      byte[] input = Arrays.copyOf(valid, random.nextInt(valid.length + 4));
      for (int flips = random.nextInt(3); flips >= 0 && input.length > 0; flips--) {
        input[random.nextInt(input.length)] = (byte) random.nextInt();
      }
      assertThat(EcdsaSignature.fromDer(input, 32).map(Bytes::size).orElse(64))
          .as("seed %d", seed)
          .isEqualTo(64);
    }
  }
}

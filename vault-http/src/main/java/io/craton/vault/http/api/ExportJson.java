package io.craton.vault.http.api;

import com.fasterxml.jackson.core.JsonGenerator;
import io.craton.vault.core.bytes.Bytes;
import io.craton.vault.core.bytes.SecretBytes;
import io.craton.vault.core.item.ItemType;
import io.craton.vault.core.item.PublicKey;
import io.craton.vault.core.service.CryptoService.KeyUsed;
import io.craton.vault.http.keys.KeyEncapsulation;
import io.craton.vault.http.wire.Pem;
import java.io.IOException;
import java.util.Base64;
import java.util.Optional;

/// A key that leaves, as JSON. Contract section 9.2.
record ExportJson(KeyUsed key, Optional<PublicKey> publicKey, Secret secret) implements Result {
  /// The secret part.
  sealed interface Secret {}

  /// In the clear.
  record Plain(SecretBytes text) implements Secret {}

  /// Encrypted for an RSA key.
  record Asymmetric(Bytes ciphertext) implements Secret {}

  /// Encrypted for an RSA key and a password.
  record Encapsulated(KeyEncapsulation.Sealed sealed) implements Secret {}

  @Override
  public void write(JsonGenerator out) throws IOException {
    KeyUsedJson.start(out, key);
    boolean pair = key.algorithm().asymmetric();
    ItemType type = pair ? ItemType.ASYMMETRIC_KEY : ItemType.SYMMETRIC_KEY;
    out.writeStringField("type", type.wireName());
    // A disabled key does not leave.
    out.writeBooleanField("enabled", true);
    if (publicKey.isPresent()) {
      out.writeStringField("public_key", Pem.of(publicKey.get()));
    }
    String name = pair ? "private_key" : "key";
    switch (secret) {
      case Plain(SecretBytes text) -> {
        out.writeStringField("encryption_type", "none");
        ItemJson.secret(out, name, text);
      }
      case Asymmetric(Bytes ciphertext) -> {
        out.writeStringField("encryption_type", "asymmetric");
        out.writeStringField("asymmetric_algorithm", ExportEndpoint.OAEP);
        out.writeStringField(name, base64(ciphertext));
      }
      case Encapsulated(KeyEncapsulation.Sealed sealed) -> {
        out.writeStringField("encryption_type", "kem");
        out.writeStringField("asymmetric_algorithm", ExportEndpoint.KEM);
        out.writeStringField("symmetric_algorithm", "AES-GCM-256");
        out.writeStringField("kdf", "pbkdf2");
        out.writeStringField("hash_algorithm", "sha512");
        out.writeNumberField("iteration_count", KeyEncapsulation.ITERATIONS);
        out.writeStringField("encrypted_salt", base64(sealed.encryptedSalt()));
        out.writeStringField(name, base64(sealed.ciphertext()));
      }
    }
    out.writeEndObject();
  }

  private static String base64(Bytes bytes) {
    return Base64.getEncoder().encodeToString(bytes.toArray());
  }

  @Override
  public void close() {
    if (secret instanceof Plain(SecretBytes text)) {
      text.close();
    }
  }
}

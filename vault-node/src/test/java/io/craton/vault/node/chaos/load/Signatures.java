package io.craton.vault.node.chaos.load;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;

/// Verifies signatures without the vault.
final class Signatures {
  private static final String ARMOUR = "-----(BEGIN|END) PUBLIC KEY-----";

  private Signatures() {}

  /// Whether an ES256 signature is that of the key.
  ///
  /// @param pem of the public key
  static boolean verify(String pem, byte[] message, String base64) {
    try {
      byte[] encoded = Base64.getMimeDecoder().decode(pem.replaceAll(ARMOUR, ""));
      PublicKey key = KeyFactory.getInstance("EC").generatePublic(new X509EncodedKeySpec(encoded));
      Signature verifier = Signature.getInstance("SHA256withECDSA");
      verifier.initVerify(key);
      verifier.update(message);
      return verifier.verify(Base64.getDecoder().decode(base64));
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      return false;
    }
  }
}

package io.craton.vault.hsm;

import io.craton.vault.core.algorithm.Algorithm;
import io.craton.vault.core.algorithm.Curve;
import io.craton.vault.core.algorithm.KeySpec;
import io.craton.vault.core.bytes.SecretBytes;
import io.craton.vault.core.item.KeyRef;
import io.craton.vault.core.port.AlgorithmUnsupported;
import io.craton.vault.core.port.Deadline;
import io.craton.vault.core.port.KeyExporter;
import io.craton.vault.core.port.Unavailable;
import io.craton.vault.hsm.MechanismTable.Row;
import io.craton.vault.hsm.TokenLibrary.Access;
import io.craton.vault.hsm.pkcs11.Cka;
import io.craton.vault.hsm.pkcs11.Ckk;
import io.craton.vault.hsm.pkcs11.Ckm;
import io.craton.vault.hsm.pkcs11.Cko;
import io.craton.vault.hsm.pkcs11.CryptokiException;
import io.craton.vault.hsm.pkcs11.Mechanism;
import io.craton.vault.hsm.pkcs11.Template;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.spec.SecretKeySpec;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.sec.ECPrivateKey;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;

/// Wraps keys under a key of this process that lives for one call (AES-KWP, NIST SP 800-38F §6.3),
/// and unwraps them here. Ed25519 keys, which tokens cannot wrap, are read instead: exportable ones
/// are made readable ([KeyTemplates]). Thread-safe.
final class TokenExporter implements KeyExporter {
  private static final int WRAPPING_KEY_BYTES = 32;
  private static final int WRAPPED_BYTES = 8_192;
  private static final ASN1ObjectIdentifier ED25519 = new ASN1ObjectIdentifier("1.3.101.112");

  private final Lane lane;
  private final Gate gate;
  private final MechanismTable table;
  private final KeyFinder finder;
  private final SecureRandom random = new SecureRandom();

  TokenExporter(Lane lane, Gate gate, MechanismTable table, KeyFinder finder) {
    this.lane = lane;
    this.gate = gate;
    this.table = table;
    this.finder = finder;
  }

  @Override
  public SecretBytes exportKey(KeyRef key, Algorithm algorithm, Deadline deadline)
      throws Unavailable, AlgorithmUnsupported {
    Row row = table.require(algorithm);
    Task<byte[]> task =
        session ->
            finder.use(session, key, row.form(), handle -> taken(session, handle, row.form()));
    byte[] taken = gate.pass(deadline, () -> lane.run(Access.SHARED, task, deadline));
    try {
      return SecretBytes.takeOver(wireForm(taken, row));
    } catch (IOException | RuntimeException e) {
      // Its message may quote the key.
      throw new IllegalStateException("the HSM wrapped a key in an unknown form");
    } finally {
      Arrays.fill(taken, (byte) 0);
    }
  }

  private byte[] taken(Session session, long key, KeyForm form) throws CryptokiException {
    return switch (form.spec()) {
      case KeySpec.Ed25519 ed -> session.cryptoki().attribute(session.handle(), key, Cka.VALUE);
      case KeySpec.Hmac hmac -> {
        byte[] length = session.cryptoki().attribute(session.handle(), key, Cka.VALUE_LEN);
        byte[] filled = unwrapped(session, key);
        byte[] exact = Arrays.copyOf(filled, Math.toIntExact(Template.decodeNumber(length)));
        Arrays.fill(filled, (byte) 0);
        yield exact;
      }
      default -> unwrapped(session, key);
    };
  }

  private byte[] unwrapped(Session session, long key) throws CryptokiException {
    byte[] wrapping = new byte[WRAPPING_KEY_BYTES];
    random.nextBytes(wrapping);
    try {
      long handle = session.cryptoki().createObject(session.handle(), wrappingKey(wrapping));
      byte[] wrapped;
      try {
        wrapped =
            session
                .cryptoki()
                .wrapKey(
                    session.handle(),
                    Mechanism.plain(Ckm.AES_KEY_WRAP_PAD),
                    handle,
                    key,
                    WRAPPED_BYTES);
      } finally {
        session.cryptoki().destroyObject(session.handle(), handle);
      }
      return unwrap(wrapping, wrapped);
    } finally {
      Arrays.fill(wrapping, (byte) 0);
    }
  }

  private static byte[] unwrap(byte[] wrapping, byte[] wrapped) {
    try {
      Cipher cipher = Cipher.getInstance("AES/KWP/NoPadding");
      cipher.init(Cipher.DECRYPT_MODE, new SecretKeySpec(wrapping, "AES"));
      return cipher.doFinal(wrapped);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("the HSM's wrapping is not AES-KWP", e);
    }
  }

  private static Template wrappingKey(byte[] value) {
    return Template.builder()
        .with(Cka.CLASS, Cko.SECRET_KEY)
        .with(Cka.KEY_TYPE, Ckk.AES)
        .with(Cka.TOKEN, false)
        .with(Cka.PRIVATE, true)
        .with(Cka.SENSITIVE, true)
        .with(Cka.EXTRACTABLE, false)
        .with(Cka.ENCRYPT, false)
        .with(Cka.DECRYPT, false)
        .with(Cka.SIGN, false)
        .with(Cka.VERIFY, false)
        .with(Cka.WRAP, true)
        .with(Cka.UNWRAP, false)
        .with(Cka.DERIVE, false)
        .with(Cka.VALUE, value.clone())
        .build();
  }

  /// What the token gave, in the one form that the vault gives out. Some tokens fill up what they
  /// wrap with zeros: lengths come from the structure.
  private static byte[] wireForm(byte[] taken, Row row) throws IOException {
    return switch (row.form().spec()) {
      case KeySpec.Aes(int keyBits) -> {
        byte[] key = Arrays.copyOf(taken, keyBits / Byte.SIZE);
        if (row.operation() instanceof Operation.FormatPreserving) {
          Ff31.reverse(key);
        }
        yield key;
      }
      case KeySpec.Hmac hmac -> taken.clone();
      case KeySpec.Ed25519 ed ->
          new PrivateKeyInfo(new AlgorithmIdentifier(ED25519), new DEROctetString(taken))
              .getEncoded("DER");
      case KeySpec.Rsa rsa -> structure(taken).getEncoded("DER");
      case KeySpec.Ec(Curve curve) -> {
        ASN1OctetString inner = structure(taken).getPrivateKey();
        ECPrivateKey key = ECPrivateKey.getInstance(inner.getOctets());
        yield new PrivateKeyInfo(
                new AlgorithmIdentifier(
                    X9ObjectIdentifiers.id_ecPublicKey, new ASN1ObjectIdentifier(curve.oid())),
                new ECPrivateKey(curve.coordinateBytes() * Byte.SIZE, key.getKey()))
            .getEncoded("DER");
      }
    };
  }

  private static PrivateKeyInfo structure(byte[] taken) {
    int total = Der.totalBytes(taken);
    return PrivateKeyInfo.getInstance(Arrays.copyOf(taken, total));
  }
}

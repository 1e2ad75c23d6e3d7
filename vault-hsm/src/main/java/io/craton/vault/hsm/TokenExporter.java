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
import io.craton.vault.hsm.pkcs11.Cka;
import io.craton.vault.hsm.pkcs11.Ckr;
import io.craton.vault.hsm.pkcs11.CryptokiException;
import io.craton.vault.hsm.pkcs11.Template;
import java.io.IOException;
import java.security.SecureRandom;
import java.util.Arrays;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.sec.ECPrivateKey;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;

/// Takes keys out of the token by [KeyWrapping]. Ed25519 keys, which tokens cannot wrap, are read
/// instead: exportable ones are made readable ([KeyTemplates]). Thread-safe.
final class TokenExporter implements KeyExporter {
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
    Row row = table.requireExportable(algorithm);
    Task<byte[]> task =
        session ->
            finder.use(session, key, row.form(), handle -> taken(session, handle, row.form()));
    byte[] taken = gate.pass(deadline, () -> lane.run(HsmOperation.EXPORT, task, deadline));
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

  /// Some tokens wrap keys that are not extractable, so that is seen to here.
  private byte[] unwrapped(Session session, long key) throws CryptokiException {
    byte[] extractable = session.cryptoki().attribute(session.handle(), key, Cka.EXTRACTABLE);
    if (!Arrays.equals(extractable, Template.encode(true))) {
      throw new CryptokiException("C_WrapKey", Ckr.KEY_UNEXTRACTABLE);
    }
    try {
      return KeyWrapping.take(session, table.wrapping().orElseThrow(), key, random);
    } catch (KeyWrapping.NotKwp e) {
      throw new IllegalStateException(e);
    }
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
      case KeySpec.PostQuantum set -> throw new IllegalArgumentException("never in a token");
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

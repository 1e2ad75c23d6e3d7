package io.craton.vault.hsm;

import io.craton.vault.core.algorithm.Algorithm;
import io.craton.vault.core.bytes.Bytes;
import io.craton.vault.core.item.KeyRef;
import io.craton.vault.core.item.PublicKey;
import io.craton.vault.core.port.AlgorithmUnsupported;
import io.craton.vault.core.port.Deadline;
import io.craton.vault.core.port.KeyDestroyer;
import io.craton.vault.core.port.KeyGenerator;
import io.craton.vault.core.port.KeyImporter;
import io.craton.vault.core.port.KeyMaterial;
import io.craton.vault.core.port.KeyRefused;
import io.craton.vault.core.port.Unavailable;
import io.craton.vault.hsm.MechanismTable.Row;
import io.craton.vault.hsm.Operation.Usage;
import io.craton.vault.hsm.pkcs11.Cka;
import io.craton.vault.hsm.pkcs11.Cko;
import io.craton.vault.hsm.pkcs11.Cryptoki;
import io.craton.vault.hsm.pkcs11.CryptokiException;
import io.craton.vault.hsm.pkcs11.Template;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/// Makes, destroys and lists keys. The label of a key is `craton/<cluster>/key/<seconds since
/// 1970>`. Thread-safe.
final class TokenKeys implements KeyGenerator, KeyImporter, KeyDestroyer, KeyInventory {
  private static final String KIND = "key/";

  private final Lanes lanes;
  private final Gate gate;
  private final MechanismTable table;
  private final KeyFinder finder;
  private final String clusterPrefix;
  private final InstantSource clock;
  private final SecureRandom random = new SecureRandom();

  TokenKeys(
      Lanes lanes,
      Gate gate,
      MechanismTable table,
      KeyFinder finder,
      String clusterPrefix,
      InstantSource clock) {
    this.lanes = lanes;
    this.gate = gate;
    this.table = table;
    this.finder = finder;
    this.clusterPrefix = clusterPrefix;
    this.clock = clock;
  }

  @Override
  public Generated generate(Algorithm algorithm, boolean exportable, Deadline deadline)
      throws Unavailable, AlgorithmUnsupported {
    Row row = exportable ? table.requireExportable(algorithm) : table.require(algorithm);
    return generate(row.form(), row.operation().usage(), exportable, deadline);
  }

  @Override
  public KeyRef generateKek(Deadline deadline) throws Unavailable {
    return generate(KeyForm.AES_256, Usage.ENCRYPT, false, deadline).ref();
  }

  private Generated generate(KeyForm form, Usage usage, boolean exportable, Deadline deadline)
      throws Unavailable {
    gate.awaitReady(deadline);
    return lanes.run(
        HsmOperation.GENERATE, new Generation(templates(form, usage, exportable)), deadline);
  }

  @Override
  public Generated importKey(
      Algorithm algorithm, KeyMaterial material, boolean exportable, Deadline deadline)
      throws Unavailable, AlgorithmUnsupported, KeyRefused {
    Row row = exportable ? table.requireExportable(algorithm) : table.require(algorithm);
    Supplier<KeyTemplates> templates = templates(row.form(), row.operation().usage(), exportable);
    Import task = Import.of(row, templates, material, random);
    try {
      gate.awaitReady(deadline);
      Import.Verdict verdict = lanes.run(HsmOperation.IMPORT, task, deadline);
      if (verdict.held().isEmpty()) {
        throw new KeyRefused(verdict.refusal().orElseThrow());
      }
      return verdict.held().get();
    } finally {
      task.wipe();
    }
  }

  @Override
  public void requireVerifiable(Algorithm algorithm, PublicKey publicKey, Deadline deadline)
      throws Unavailable, AlgorithmUnsupported, KeyRefused {
    Task<Boolean> trial = PublicKeyTrial.of(table.signing(algorithm), publicKey);
    gate.awaitReady(deadline);
    if (!lanes.run(HsmOperation.IMPORT, trial, deadline)) {
      throw new KeyRefused("the HSM refuses the key");
    }
  }

  private Supplier<KeyTemplates> templates(KeyForm form, Usage usage, boolean exportable) {
    String label = label(clusterPrefix, clock);
    return () -> new KeyTemplates(form, usage, newId(), label, true, exportable, table.lifecycle());
  }

  /// The label of a key that is made now.
  static String label(String clusterPrefix, InstantSource clock) {
    return clusterPrefix + KIND + clock.instant().getEpochSecond();
  }

  private Bytes newId() {
    byte[] id = new byte[ResidentKey.ID_BYTES];
    random.nextBytes(id);
    return Bytes.copyOf(id);
  }

  @Override
  public void destroy(KeyRef key, Deadline deadline) throws Unavailable {
    Bytes id = ResidentKey.parse(key).id();
    destroy(id, deadline);
  }

  @Override
  public void destroy(Bytes id, Deadline deadline) throws Unavailable {
    gate.pass(
        deadline, () -> lanes.run(HsmOperation.DESTROY, new Destruction(id, finder), deadline));
  }

  @Override
  public List<HeldKey> list(Deadline deadline) throws Unavailable {
    return gate.pass(deadline, () -> lanes.run(HsmOperation.LIST, this::listOn, deadline));
  }

  private List<HeldKey> listOn(Session session) throws CryptokiException {
    List<HeldKey> all = new ArrayList<>();
    for (long objectClass : new long[] {Cko.PRIVATE_KEY, Cko.SECRET_KEY}) {
      Template template = Template.builder().with(Cka.CLASS, objectClass).build();
      for (long object : KeyFinder.find(session, template)) {
        held(session, object).ifPresent(all::add);
      }
    }
    return List.copyOf(all);
  }

  /// Empty for an object of others, and for one that was destroyed since it was found.
  private Optional<HeldKey> held(Session session, long object) throws CryptokiException {
    Cryptoki cryptoki = session.cryptoki();
    try {
      byte[] label = cryptoki.attribute(session.handle(), object, Cka.LABEL);
      String text = new String(label, StandardCharsets.UTF_8);
      String labelPrefix = clusterPrefix + KIND;
      if (!text.startsWith(labelPrefix)) {
        return Optional.empty();
      }
      long seconds = Long.parseLong(text.substring(labelPrefix.length()));
      byte[] id = cryptoki.attribute(session.handle(), object, Cka.ID);
      return Optional.of(new HeldKey(Bytes.copyOf(id), Instant.ofEpochSecond(seconds)));
    } catch (NumberFormatException e) {
      return Optional.empty();
    } catch (CryptokiException e) {
      if (ErrorClass.of(e) == ErrorClass.STALE_HANDLE) {
        return Optional.empty();
      }
      throw e;
    }
  }
}

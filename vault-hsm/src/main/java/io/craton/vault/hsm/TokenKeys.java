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
import io.craton.vault.core.port.KeyInventory;
import io.craton.vault.core.port.KeyMaterial;
import io.craton.vault.core.port.KeyRefused;
import io.craton.vault.core.port.Unavailable;
import io.craton.vault.hsm.MechanismTable.Row;
import io.craton.vault.hsm.Operation.Usage;
import io.craton.vault.hsm.pkcs11.CryptokiException;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/// Makes, destroys and lists keys. The label of a key is `craton/<cluster>/key/<seconds since
/// 1970>`, with a 0 before the seconds if it was made to try the token. Thread-safe.
final class TokenKeys implements KeyGenerator, KeyImporter, KeyDestroyer, KeyInventory {
  private static final String KIND = "key/";

  /// No time begins with it.
  private static final String TRIAL = "0";

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

  /// The label of a key that is made now to see what the token does, and destroyed at once. A crash
  /// in between leaves it to the sweep.
  static String trialLabel(String clusterPrefix, InstantSource clock) {
    return clusterPrefix + KIND + TRIAL + clock.instant().getEpochSecond();
  }

  private Bytes newId() {
    byte[] id = new byte[ResidentKey.ID_BYTES];
    random.nextBytes(id);
    return Bytes.copyOf(id);
  }

  @Override
  public void destroy(KeyRef key, Deadline deadline) throws Unavailable {
    Destruction destruction =
        ListedObject.parse(key)
            .map(listed -> Destruction.of(requireOwn(listed), finder))
            .orElseGet(() -> Destruction.of(ResidentKey.parse(key).id(), finder));
    gate.pass(deadline, () -> lanes.run(HsmOperation.DESTROY, destruction, deadline));
  }

  private ListedObject requireOwn(ListedObject listed) {
    if (!listed.isOf(clusterPrefix + KIND)) {
      throw new IllegalArgumentException("not a key of this cluster: " + listed.toRef());
    }
    return listed;
  }

  @Override
  public boolean isOfAnother(KeyRef key) {
    return ListedObject.parse(key).filter(listed -> !listed.isOf(clusterPrefix + KIND)).isPresent();
  }

  @Override
  public List<HeldKey> list(Deadline deadline) throws Unavailable {
    String prefix = clusterPrefix + KIND;
    List<HeldKey> held = new ArrayList<>();
    for (ListedObject object :
        readAll((session, handle) -> ListedObject.read(session, handle, prefix), deadline)) {
      held.add(
          new HeldKey(
              object.id(),
              object.toRef(),
              object.madeAtSecond(prefix),
              object.isOf(prefix + TRIAL)));
    }
    return List.copyOf(held);
  }

  @Override
  public Set<Bytes> idsOfOthers(Deadline deadline) throws Unavailable {
    String prefix = clusterPrefix + KIND;
    return Set.copyOf(
        readAll((session, handle) -> ListedObject.readOther(session, handle, prefix), deadline));
  }

  /// Reads what is wanted of an object.
  private interface Reading<T> {
    Optional<T> read(Session session, long object) throws CryptokiException;
  }

  /// What there is to read of all objects of the token, some of them at a time.
  private <T> List<T> readAll(Reading<T> reading, Deadline deadline) throws Unavailable {
    Found found = inventory(deadline, Found::all);
    List<T> all = new ArrayList<>();
    for (int from = 0; from < found.objects().size(); from += HsmLimits.LISTED_OBJECTS) {
      int start = from;
      all.addAll(inventory(deadline, session -> readSome(session, found, start, reading)));
    }
    return all;
  }

  /// The objects of the token, by handles that are good in one epoch.
  private record Found(Epoch epoch, List<Long> objects) {
    static Found all(Session session) throws CryptokiException {
      return new Found(session.epoch(), ListedObject.candidates(session));
    }
  }

  private <T> List<T> readSome(Session session, Found found, int from, Reading<T> reading)
      throws CryptokiException, Unavailable {
    if (!session.epoch().equals(found.epoch())) {
      throw new Unavailable(
          Unavailable.Reason.HSM_FAILED,
          "the library was started again while its keys were listed",
          HsmLimits.RETRY_SOON);
    }
    int to = Math.min(from + HsmLimits.LISTED_OBJECTS, found.objects().size());
    List<T> some = new ArrayList<>();
    for (long object : found.objects().subList(from, to)) {
      reading.read(session, object).ifPresent(some::add);
    }
    // What lost its login or its token shows nothing, without an error.
    finder.requireTokenComplete(session);
    return some;
  }

  private <T> T inventory(Deadline deadline, Task<T> task) throws Unavailable {
    return gate.pass(deadline, () -> lanes.run(HsmOperation.LIST, task, deadline));
  }

  @Override
  public Bytes idOf(KeyRef key) {
    return ListedObject.parse(key)
        .map(ListedObject::id)
        .orElseGet(() -> ResidentKey.parse(key).id());
  }

  @Override
  public boolean holds(KeyRef key, Deadline deadline) throws Unavailable {
    try {
      return inventory(deadline, session -> finder.requirePresent(session, key));
    } catch (Unavailable e) {
      if (e.reason() == Unavailable.Reason.HSM_KEY_MISSING) {
        return false;
      }
      throw e;
    }
  }
}

package io.craton.vault.hsm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.craton.vault.core.algorithm.Algorithm;
import io.craton.vault.core.bytes.Bytes;
import io.craton.vault.core.item.KeyRef;
import io.craton.vault.core.port.Deadline;
import io.craton.vault.core.port.KeyGenerator.Generated;
import io.craton.vault.core.port.KeyInventory;
import io.craton.vault.core.port.KeyInventory.HeldKey;
import io.craton.vault.hsm.pkcs11.Binding;
import io.craton.vault.hsm.pkcs11.Cka;
import io.craton.vault.hsm.pkcs11.Ckk;
import io.craton.vault.hsm.pkcs11.Cko;
import io.craton.vault.hsm.pkcs11.Template;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What the inventory shows of a real token that holds more than whole keys of one cluster, and
/// what its destruction leaves alone.
class OrphansTest {
  private static final Algorithm ES256 = Algorithm.SIGN_ES256;
  private static final String LABEL = "craton/test/key/1700000000";
  private static final byte[] MESSAGE = {1};

  private TestToken token;
  private Intercepted library;

  @BeforeEach
  void makeToken(@TempDir Path directory) throws Exception {
    token = TestToken.create(directory);
    library = new Intercepted(Binding.FFM.load(TestToken.LIBRARY));
  }

  private static Deadline soon() {
    return Deadline.after(Duration.ofSeconds(30), System::nanoTime);
  }

  private Hsm open(String cluster) throws Exception {
    HsmConfig config = token.config(Binding.FFM);
    HsmConfig named =
        new HsmConfig(config.library(), config.tokenLabel(), cluster, config.pin(), config.pool());
    return Hsm.open(named, library.proxy(), InstantSource.system(), System::nanoTime);
  }

  private static void destroy(Hsm hsm, List<HeldKey> objects) throws Exception {
    for (HeldKey each : objects) {
      hsm.keyDestroyer().destroy(each.object(), soon());
    }
  }

  @Test
  void clustersThatShareATokenSeeAndDestroyOnlyTheirOwnKeys() throws Exception {
    Generated ofOne;
    KeyRef listedOfOne;
    try (Hsm one = open("one")) {
      ofOne = one.keyGenerator().generate(ES256, false, soon());
      listedOfOne = one.keyInventory().list(soon()).getFirst().object();
    }
    // A name that begins as the other's does, and one that continues it.
    for (String other : List.of("on", "one-more")) {
      try (Hsm hsm = open(other)) {
        Generated key = hsm.keyGenerator().generate(ES256, false, soon());
        List<HeldKey> listed = hsm.keyInventory().list(soon());
        assertThat(listed).extracting(HeldKey::id).containsExactly(Hsm.idOf(key.ref()));
        assertThat(hsm.keyInventory().isOfAnother(listed.getFirst().object())).isFalse();
        assertThat(hsm.keyInventory().isOfAnother(key.ref())).isFalse();
        assertThat(hsm.keyInventory().isOfAnother(listedOfOne)).isTrue();
        assertThat(hsm.keyInventory().idOf(listedOfOne)).isEqualTo(Hsm.idOf(ofOne.ref()));
        assertThat(hsm.keyInventory().idsOfOthers(soon()))
            .contains(Hsm.idOf(ofOne.ref()))
            .doesNotContain(Hsm.idOf(key.ref()));
        assertThatThrownBy(() -> hsm.keyDestroyer().destroy(listedOfOne, soon()))
            .isInstanceOf(IllegalArgumentException.class);
        destroy(hsm, listed);
        assertThat(hsm.keyInventory().list(soon())).isEmpty();
      }
    }
    try (Hsm one = open("one")) {
      assertThat(one.keyInventory().list(soon()))
          .extracting(HeldKey::id)
          .containsExactly(Hsm.idOf(ofOne.ref()));
      assertThat(one.signer().sign(ofOne.ref(), ES256, MESSAGE, soon()).size()).isPositive();
    }
  }

  @Test
  void whatWasLeftHalfMadeIsListedAndGoesAlone() throws Exception {
    byte[] foreignId = {9};
    try (Hsm hsm = open("test")) {
      Generated key = hsm.keyGenerator().generate(ES256, false, soon());
      String sameLabel = label(hsm.keyInventory().list(soon()).getFirst());
      plant(
          hsm,
          object(LABEL, new byte[0]),
          object(sameLabel, new byte[0]),
          object(LABEL, foreignId),
          // None of these is a key of the cluster, whatever it has in common with one.
          object("somebody's", foreignId),
          object("craton/other/key/1700000000", new byte[0]),
          object("craton/test/key/17x", new byte[0]));

      List<HeldKey> stubs =
          hsm.keyInventory().list(soon()).stream()
              .filter(held -> !held.id().equals(Hsm.idOf(key.ref())))
              .toList();

      assertThat(stubs)
          .extracting(HeldKey::id)
          .containsExactlyInAnyOrder(Bytes.empty(), Bytes.empty(), Bytes.copyOf(foreignId));
      assertThat(stubs).extracting(HeldKey::object).doesNotHaveDuplicates();
      destroy(hsm, stubs);
      destroy(hsm, stubs);
      assertThat(hsm.keyInventory().list(soon()))
          .extracting(HeldKey::id)
          .containsExactly(Hsm.idOf(key.ref()));
      assertThat(hsm.signer().sign(key.ref(), ES256, MESSAGE, soon()).size()).isPositive();
    }
    assertThat(token.pkcs11Tool("--list-objects"))
        .contains("somebody's", "craton/other/key/1700000000", "craton/test/key/17x")
        .doesNotContain(LABEL);
  }

  @Test
  void aKeyThatWasMadeToTryTheTokenIsToldFromOthersAndGoesAlike() throws Exception {
    try (Hsm hsm = open("test")) {
      String trial = TokenKeys.trialLabel("craton/test/", InstantSource.system());
      assertThat(trial).matches("craton/test/key/0[1-9][0-9]+");
      Generated key = hsm.keyGenerator().generate(ES256, false, soon());
      plant(hsm, object(trial, new byte[] {7}));

      List<HeldKey> trials =
          hsm.keyInventory().list(soon()).stream().filter(HeldKey::trial).toList();

      assertThat(trials).extracting(HeldKey::id).containsExactly(Bytes.copyOf(new byte[] {7}));
      assertThat(trials.getFirst().madeAtSecond()).isGreaterThan(1_700_000_000L);
      destroy(hsm, trials);
      assertThat(hsm.keyInventory().list(soon()))
          .extracting(HeldKey::id)
          .containsExactly(Hsm.idOf(key.ref()));
    }
  }

  @Test
  void aListingOfManyObjectsIsComplete() throws Exception {
    try (Hsm hsm = open("test")) {
      int keys = 2 * HsmLimits.LISTED_OBJECTS + 3;
      Template[] objects = new Template[keys];
      for (int i = 0; i < keys; i++) {
        objects[i] = object(LABEL, new byte[] {(byte) i, (byte) (i >> 8), 1});
      }
      plant(hsm, objects);
      KeyInventory inventory = hsm.keyInventory();
      assertThat(inventory.list(soon())).hasSize(keys).doesNotHaveDuplicates();
      assertThat(inventory.list(soon())).hasSameElementsAs(inventory.list(soon()));
    }
  }

  private static String label(HeldKey held) {
    byte[] ref = held.object().value().toArray();
    int start = 3 + ref[2];
    return new String(ref, start, ref.length - start, StandardCharsets.UTF_8);
  }

  private static Template object(String label, byte[] id) {
    Template.Builder template =
        Template.builder()
            .with(Cka.CLASS, Cko.SECRET_KEY)
            .with(Cka.KEY_TYPE, Ckk.GENERIC_SECRET)
            .with(Cka.TOKEN, true)
            .with(Cka.PRIVATE, true)
            .with(Cka.VALUE, new byte[16])
            .with(Cka.LABEL, label.getBytes(StandardCharsets.UTF_8));
    return (id.length == 0 ? template : template.with(Cka.ID, id)).build();
  }

  /// Puts objects into the token, in the middle of making a key that is destroyed again.
  private void plant(Hsm hsm, Template... objects) throws Exception {
    library.hook((call, arguments) -> {
      if (call.equals("generateKey")) {
        for (Template object : objects) {
          assertThat(library.real().createObject((long) arguments[0], object)).isPositive();
        }
      }
      return null;
    });
    Generated excuse = hsm.keyGenerator().generate(Algorithm.ENCRYPT_AES_GCM_256, false, soon());
    library.unhook();
    hsm.keyDestroyer().destroy(excuse.ref(), soon());
  }
}

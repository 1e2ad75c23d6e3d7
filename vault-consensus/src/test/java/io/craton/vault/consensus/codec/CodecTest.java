package io.craton.vault.consensus.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import io.craton.vault.consensus.Samples;
import io.craton.vault.consensus.codec.proto.AbandonKeys;
import io.craton.vault.consensus.codec.proto.AdmitMember;
import io.craton.vault.consensus.codec.proto.BeginSweep;
import io.craton.vault.consensus.codec.proto.ChangeState;
import io.craton.vault.consensus.codec.proto.CompleteRemoval;
import io.craton.vault.consensus.codec.proto.CreateFolder;
import io.craton.vault.consensus.codec.proto.CreateItem;
import io.craton.vault.consensus.codec.proto.Draft;
import io.craton.vault.consensus.codec.proto.Duration;
import io.craton.vault.consensus.codec.proto.Entry;
import io.craton.vault.consensus.codec.proto.FireTimers;
import io.craton.vault.consensus.codec.proto.Path;
import io.craton.vault.consensus.codec.proto.RecordMembers;
import io.craton.vault.consensus.codec.proto.RemoveMember;
import io.craton.vault.consensus.codec.proto.ReplanItems;
import io.craton.vault.consensus.codec.proto.ResealVersions;
import io.craton.vault.consensus.codec.proto.RetireKek;
import io.craton.vault.consensus.codec.proto.RotateItem;
import io.craton.vault.consensus.codec.proto.RotateOnSchedule;
import io.craton.vault.consensus.codec.proto.RotationSettings;
import io.craton.vault.consensus.codec.proto.SetRotationDefaults;
import io.craton.vault.consensus.codec.proto.Time;
import io.craton.vault.consensus.codec.proto.UpdateItem;
import io.craton.vault.core.Limits;
import io.craton.vault.core.bytes.Bytes;
import io.craton.vault.core.cluster.ClusterMember;
import io.craton.vault.core.cluster.MemberAddress;
import io.craton.vault.core.cluster.MemberName;
import io.craton.vault.core.command.Command;
import io.craton.vault.core.command.Proposal;
import io.craton.vault.core.decision.Outcome;
import io.craton.vault.core.decision.Rejection;
import io.craton.vault.core.id.ItemId;
import io.craton.vault.core.id.KekVersion;
import io.craton.vault.core.id.ProposalId;
import io.craton.vault.core.id.SweepGeneration;
import io.craton.vault.core.id.TokenId;
import io.craton.vault.core.id.VersionId;
import io.craton.vault.core.id.VersionNumber;
import io.craton.vault.core.item.FolderPath;
import io.craton.vault.core.item.ItemVersion;
import io.craton.vault.core.item.KeyRef;
import io.craton.vault.core.item.Material;
import io.craton.vault.core.item.PublicKey;
import io.craton.vault.core.item.VersionState;
import io.craton.vault.core.rotation.DefaultsFor;
import io.craton.vault.core.rotation.Frequency;
import io.craton.vault.core.rotation.RetiredState;
import io.craton.vault.core.rotation.RotationChange;
import io.craton.vault.core.testing.Kinds;
import io.craton.vault.core.time.VaultDuration;
import io.craton.vault.core.token.Grant;
import io.craton.vault.core.token.Permission;
import io.craton.vault.core.token.TokenHash;
import io.craton.vault.core.token.TokenRecord;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

class CodecTest {
  private static final ClusterMember MEMBER =
      new ClusterMember(new MemberName("a"), new MemberAddress("h", 1), new MemberAddress("h", 2));

  private static final int ROUNDS = 2_000;
  private static final Instant AT = Instant.parse("2026-11-23T12:00:00.123456789Z");

  private final long seed = new Random().nextLong();
  private final Samples samples = new Samples(seed);

  @Test
  void everyProposalComesBack() {
    comesBack(samples::proposal, EntryCodec::encode, EntryCodec::decode);
  }

  /// Or a command that was forgotten there would be tested nowhere.
  @Test
  void samplesHaveEveryCommand() {
    Set<Class<?>> drawn = new HashSet<>();
    for (int round = 0; round < ROUNDS; round++) {
      drawn.add(samples.command().getClass());
    }
    assertThat(drawn)
        .as("seed %d", seed)
        .containsExactlyInAnyOrderElementsOf(Kinds.concrete(Command.class));
  }

  @Test
  void everyRecordComesBack() {
    comesBack(samples::item, RecordCodec::encode, RecordCodec::decodeItem);
    comesBack(samples::folderEntry, FolderEntryCodec::encode, FolderEntryCodec::decode);
    comesBack(samples::version, RecordCodec::encode, RecordCodec::decodeVersion);
    comesBack(samples::tokenRecord, TokenCodec::encode, TokenCodec::decode);
    comesBack(samples::outboxRow, RecordCodec::encode, RecordCodec::decodeOutboxRow);
    comesBack(samples::rotation, RecordCodec::encode, RecordCodec::decodeRotationSettings);
    comesBack(samples::instant, RecordCodec::encode, RecordCodec::decodeInstant);
    comesBack(samples::recorded, OutcomeCodec::encode, OutcomeCodec::decodeRecorded);
    comesBack(
        () -> samples.maybe(samples::outcome),
        OutcomeCodec::encodeReply,
        OutcomeCodec::decodeReply);
  }

  private <T> void comesBack(
      Supplier<T> values, Function<T, byte[]> encode, Function<byte[], T> decode) {
    for (int round = 0; round < ROUNDS; round++) {
      T value = values.get();
      byte[] bytes = encode.apply(value);
      T back = decode.apply(bytes);
      assertThat(back.equals(value)).as("seed %d, %s came back as %s", seed, value, back).isTrue();
      assertThat(encode.apply(back)).as("seed %d, bytes of %s", seed, value).isEqualTo(bytes);
    }
  }

  @Test
  void damagedEntriesAreErrorsOfOneKind() {
    Random random = new Random(seed);
    for (int round = 0; round < ROUNDS; round++) {
      byte[] bytes = EntryCodec.encode(samples.proposal());
      byte[] damaged = Arrays.copyOf(bytes, random.nextInt(bytes.length));
      for (int i = random.nextInt(4); i > 0 && damaged.length > 0; i--) {
        damaged[random.nextInt(damaged.length)] = (byte) random.nextInt();
      }
      try {
        Proposal read = EntryCodec.decode(damaged);
        assertThat(EntryCodec.encode(read)).as("seed %d", seed).isNotEmpty();
      } catch (CorruptBytesException | NewerFormatException e) {
        assertThat(e).as("seed %d", seed).hasMessageNotContaining("null");
      }
    }
  }

  @Test
  void entryOfALaterFormatIsRefused() {
    byte[] later = Entry.newBuilder().setFormat(EntryCodec.FORMAT + 1).build().toByteArray();
    assertThatThrownBy(() -> EntryCodec.decode(later))
        .isInstanceOf(NewerFormatException.class)
        .hasMessageContaining("format " + (EntryCodec.FORMAT + 1));
    byte[] enormous = Entry.newBuilder().setFormat(-1).build().toByteArray();
    assertThatThrownBy(() -> EntryCodec.decode(enormous)).isInstanceOf(NewerFormatException.class);
  }

  @Test
  void emptyEntryIsCorrupt() {
    assertThatThrownBy(() -> EntryCodec.decode(new byte[0]))
        .isInstanceOf(CorruptBytesException.class);
  }

  @Test
  void entriesThatCouldNotBeAppliedAreCorrupt() {
    var id = ByteString.copyFrom(filled(ItemId.SIZE, 3));
    var now = Time.newBuilder().setSeconds(1_800_000_000L);
    Entry.Builder base =
        Entry.newBuilder()
            .setFormat(EntryCodec.FORMAT)
            .setProposalId(ByteString.copyFrom(filled(ProposalId.SIZE, 1)))
            .setProposedAt(now);
    var compromised = ChangeState.newBuilder().setId(id).setTarget(4);
    var endless = Duration.newBuilder().setText("2M").setAmount(Long.MAX_VALUE).setUnit(7);
    var path = Path.newBuilder().addAllSegments(Collections.nCopies(33, "d"));
    var material = io.craton.vault.consensus.codec.proto.Material.newBuilder();
    material.getSealedBuilder().setKek(1).setCiphertext(id);
    var aFolder = Draft.newBuilder();
    aFolder.getKindBuilder().getFolderBuilder().setOrigin(1);
    List<Entry.Builder> entries =
        List.of(
            base.clone().setChangeState(compromised),
            base.clone().setChangeState(compromised.clone().setDestroyPeriod(endless)),
            base.clone().setUpdateItem(UpdateItem.newBuilder().setId(id).setFolder(path)),
            base.clone().setRotateItem(RotateItem.newBuilder().setId(id).setExpectedCurrent(-1)),
            base.clone()
                .setRotateItem(
                    RotateItem.newBuilder()
                        .setId(id)
                        .setExpectedCurrent(1)
                        .setRetirement(4)
                        .setMaterial(material)
                        .setGracePeriod(endless)),
            base.clone()
                .setRotateOnSchedule(
                    RotateOnSchedule.newBuilder().setId(id).setExpectedCurrent(-1)),
            base.clone()
                .setReplanItems(ReplanItems.newBuilder().addAllIds(Collections.nCopies(513, id))),
            base.clone().setCreateItem(CreateItem.newBuilder().setId(id).setDraft(aFolder)),
            base.clone().setCreateFolder(CreateFolder.newBuilder().setId(id).setPath(path)),
            base.clone().setSetRotationDefaults(SetRotationDefaults.newBuilder().setKind(8)),
            base.clone().setFireTimers(FireTimers.getDefaultInstance()).setKeysFrom(-1),
            base.clone().setBeginSweep(BeginSweep.newBuilder().setCurrent(-1)),
            base.clone().setAbandonKeys(AbandonKeys.newBuilder().setListedBefore(-1)),
            base.clone().setAbandonKeys(AbandonKeys.newBuilder().addKeys(ByteString.EMPTY)),
            base.clone().setAdmitMember(AdmitMember.getDefaultInstance()),
            base.clone()
                .setAdmitMember(
                    AdmitMember.newBuilder().setMember(MemberCodec.toProto(MEMBER.onTheWayOut()))),
            base.clone().setRemoveMember(RemoveMember.newBuilder().setName("A")),
            base.clone().setCompleteRemoval(CompleteRemoval.getDefaultInstance()),
            base.clone().setRecordMembers(RecordMembers.getDefaultInstance()),
            base.clone()
                .setRecordMembers(
                    RecordMembers.newBuilder()
                        .addAllMembers(Collections.nCopies(10, MemberCodec.toProto(MEMBER)))),
            base.clone()
                .setSetRotationDefaults(
                    SetRotationDefaults.newBuilder()
                        .setKind(1)
                        .setSettings(RotationSettings.newBuilder().setRetiredState(9))),
            base.clone()
                .setFireTimers(FireTimers.getDefaultInstance())
                .setProposedAt(now.clone().setSeconds(Instant.MAX.getEpochSecond())));
    for (Entry.Builder entry : entries) {
      assertThatThrownBy(() -> EntryCodec.decode(entry.build().toByteArray()))
          .as("%s", entry)
          .isInstanceOf(CorruptBytesException.class);
    }
  }

  @Test
  void bytesOfAnEntryNeverChange() {
    Proposal proposal =
        new Proposal(
            ProposalId.of(filled(ProposalId.SIZE, 1)),
            Optional.of(new TokenHash(Bytes.copyOf(filled(TokenHash.SIZE, 2)))),
            Optional.empty(),
            AT,
            new Command.RotateItem(
                ItemId.of(filled(ItemId.SIZE, 3)),
                new VersionNumber(7),
                new Material.Sealed(
                    new KekVersion(2), Bytes.copyOf(filled(4, 4)), Optional.empty()),
                Command.Retirement.SUSPEND,
                Optional.empty()));
    assertThat(hex(EntryCodec.encode(proposal)))
        .isEqualTo(
            "0807121001010101010101010101010101010101"
                + "1a200202020202020202020202020202020202020202020202020202020202020202"
                + "2a0b0880aba1b00d10959aef3a"
                + "8a01260a140303030303030303030303030303030303030303"
                + "10071a0a12080802120404040404"
                + "2002");
  }

  @Test
  void bytesOfEntriesOnFoldersNeverChange() {
    ItemId id = ItemId.of(filled(ItemId.SIZE, 3));
    io.craton.vault.core.rotation.RotationSettings settings =
        new io.craton.vault.core.rotation.RotationSettings(
            Optional.of(new Frequency.Never()),
            Optional.of(RetiredState.DESTROYED),
            VaultDuration.parse("1h"));
    String item = "0a140303030303030303030303030303030303030303";
    assertThat(command(new Command.DeleteItem(id, true))).isEqualTo("9a0118" + item + "1001");
    assertThat(
            command(
                new Command.CreateFolder(
                    id,
                    new FolderPath(List.of("a", "b")),
                    Optional.empty(),
                    Optional.of(List.of("t")),
                    new RotationChange(
                        Optional.empty(),
                        Optional.of(Optional.of(RetiredState.DEACTIVATED)),
                        Optional.of(Optional.empty())))))
        .isEqualTo(
            "da012d" + item + "12060a01610a0162" + "22030a0174" + "2a08" + "1001180122021001");
    assertThat(command(new Command.SetRotationDefaults(DefaultsFor.TOKEN, settings)))
        .isEqualTo("e20112" + "0806" + "120e" + "0a00" + "1002" + "1a08" + "0a02316810011803");
  }

  @Test
  void bytesOfTheFirstTokenAndOfWhatTheOutboxHasDoneNeverChange() {
    TokenHash token = new TokenHash(Bytes.copyOf(filled(TokenHash.SIZE, 2)));
    assertThat(command(new Command.BootstrapRoot(token)))
        .isEqualTo("aa0122" + "0a20" + "02".repeat(TokenHash.SIZE));
    assertThat(command(new Command.CompleteEffects(List.of(1L, 300L))))
        .isEqualTo("d20105" + "0a03" + "01ac02");
  }

  @Test
  void bytesOfEntriesOfThePolicyNeverChange() {
    ItemId id = ItemId.of(filled(ItemId.SIZE, 3));
    String item = "0a140303030303030303030303030303030303030303";
    assertThat(
            command(
                new Command.RotateOnSchedule(
                    id,
                    new VersionNumber(7),
                    new Material.Sealed(
                        new KekVersion(2), Bytes.copyOf(filled(4, 4)), Optional.empty()))))
        .isEqualTo("ea0124" + item + "10071a0a12080802120404040404");
    assertThat(command(new Command.ReplanItems(List.of(id, id)))).isEqualTo("f2012c" + item + item);
    assertThat(command(new Command.ReplanItems(List.of()))).isEqualTo("f20100");
  }

  @Test
  void bytesOfEntriesOfTheSweepNeverChange() {
    SweepGeneration sweep = new SweepGeneration(300);
    KeyRef key = new KeyRef(Bytes.copyOf(filled(4, 6)));
    assertThat(command(new Command.BeginSweep(sweep))).isEqualTo("ca070308ac02");
    assertThat(command(new Command.AbandonKeys(sweep, List.of(key, key))))
        .isEqualTo("d2070f" + "08ac02" + "120406060606" + "120406060606");
    Proposal proposal =
        new Proposal(
            ProposalId.of(filled(ProposalId.SIZE, 1)),
            Optional.empty(),
            Optional.empty(),
            AT,
            new Command.InstallKek(new KekVersion(2), key),
            sweep);
    assertThat(hex(EntryCodec.encode(proposal)))
        .isEqualTo(
            "0807121001010101010101010101010101010101"
                + "2a0b0880aba1b00d10959aef3a"
                + "c2010808021204"
                + "06060606"
                + "c007ac02");
  }

  @Test
  void bytesOfEntriesOfKeyEncryptionKeysNeverChange() {
    VersionId id = new VersionId(ItemId.of(filled(ItemId.SIZE, 3)), new VersionNumber(2));
    Command.Resealed resealed =
        new Command.Resealed(id, new KekVersion(1), Bytes.copyOf(filled(4, 4)));
    assertThat(command(new Command.ResealVersions(new KekVersion(3), List.of(resealed))))
        .isEqualTo(
            "9a0226"
                + "0803"
                + "1222"
                + "0a180a1403030303030303030303030303030303030303031002"
                + "1001"
                + "1a0404040404");
    assertThat(command(new Command.RetireKek(new KekVersion(3)))).isEqualTo("a202020803");
  }

  @Test
  void entriesOfKeyEncryptionKeysAreChecked() {
    for (Entry.Builder entry :
        List.of(
            entry().setRetireKek(RetireKek.newBuilder()),
            entry().setResealVersions(ResealVersions.newBuilder()),
            entry()
                .setResealVersions(
                    ResealVersions.newBuilder()
                        .setTo(2)
                        .addVersions(ResealVersions.Resealed.newBuilder().setFrom(1))),
            entry().setResealVersions(tooMany()))) {
      byte[] bytes = entry.build().toByteArray();
      assertThatThrownBy(() -> EntryCodec.decode(bytes)).isInstanceOf(CorruptBytesException.class);
    }
  }

  private static ResealVersions.Builder tooMany() {
    ResealVersions.Builder proto = ResealVersions.newBuilder().setTo(2);
    for (int i = 0; i <= Limits.RESEALED_PER_COMMAND; i++) {
      proto
          .addVersionsBuilder()
          .setFrom(1)
          .getIdBuilder()
          .setItem(ByteString.copyFrom(filled(ItemId.SIZE, 3)))
          .setNumber(1 + i);
    }
    return proto;
  }

  private static Entry.Builder entry() {
    return Entry.newBuilder()
        .setFormat(EntryCodec.FORMAT)
        .setProposalId(ByteString.copyFrom(filled(ProposalId.SIZE, 1)))
        .setProposedAt(Time.newBuilder().setSeconds(1));
  }

  @Test
  void bytesOfEntriesOnMembersNeverChange() {
    String stays = "0a0161" + "12050a01681001" + "1a050a01681002";
    assertThat(command(new Command.RecordMembers(List.of(MEMBER.onTheWayOut()))))
        .isEqualTo("fa0115" + "0a13" + stays + "2001");
    assertThat(command(new Command.AdmitMember(MEMBER))).isEqualTo("820213" + "0a11" + stays);
    assertThat(command(new Command.RemoveMember(MEMBER.name()))).isEqualTo("8a0203" + "0a0161");
    assertThat(command(new Command.CompleteRemoval(MEMBER.name()))).isEqualTo("920203" + "0a0161");
    assertThat(hex(MemberCodec.encode(List.of(MEMBER)))).isEqualTo("0a11" + stays);
    assertThat(MemberCodec.decode(MemberCodec.encode(List.of(MEMBER)))).containsExactly(MEMBER);
  }

  @Test
  void membersThatNothingWroteAreCorrupt() {
    assertThatThrownBy(() -> MemberCodec.decode(new byte[0]))
        .isInstanceOf(CorruptBytesException.class);
    byte[] damaged = MemberCodec.encode(List.of(MEMBER));
    damaged[4] = 'A';
    assertThatThrownBy(() -> MemberCodec.decode(damaged)).isInstanceOf(CorruptBytesException.class);
  }

  @Test
  void bytesOfEntriesWithKeysNeverChange() {
    assertThat(rotation(new Material.PublicOnly(new PublicKey(Bytes.copyOf(filled(4, 5))))))
        .isEqualTo(
            "8a01240a140303030303030303030303030303030303030303"
                + "10071a08"
                + "22060a0405050505"
                + "2002");
    assertThat(
            rotation(
                new Material.SoftwareKey(
                    new Material.Sealed(
                        new KekVersion(2), Bytes.copyOf(filled(4, 4)), Optional.empty()),
                    new PublicKey(Bytes.copyOf(filled(4, 5))))))
        .isEqualTo(
            "8a012e0a140303030303030303030303030303030303030303"
                + "10071a12"
                + "2a10"
                + "0a080802120404040404"
                + "120405050505"
                + "2002");
  }

  @Test
  void bytesOfEntriesOnTokensNeverChange() {
    TokenId id = TokenId.of(filled(TokenId.SIZE, 6));
    TokenHash hash = new TokenHash(Bytes.copyOf(filled(TokenHash.SIZE, 2)));
    Grant grant =
        new Grant(
            "n",
            Set.of(Permission.CRYPTO, Permission.READ),
            new FolderPath(List.of("a")),
            AT,
            Optional.of(AT));
    String at = "0b0880aba1b00d10959aef3a";
    String id140 = "e208" + "14" + "06".repeat(20);
    String grantBytes = "0a016e" + "12020104" + "1a030a0161" + "22" + at + "2a" + at;
    assertThat(command(new Command.GrantToken(id, hash, grant)))
        .isEqualTo("b20161" + "0a20" + "02".repeat(32) + "1226" + grantBytes + id140);
    assertThat(command(new Command.RevokeToken(id))).isEqualTo("ba0117" + id140);
    assertThat(
            rotation(
                new Material.ApiToken(
                    new Material.Sealed(
                        new KekVersion(2), Bytes.copyOf(filled(4, 4)), Optional.empty()),
                    hash)))
        .isEqualTo(
            "8a014b0a14"
                + "03".repeat(20)
                + "10071a2f"
                + "e2082c"
                + "0a080802120404040404"
                + "1220"
                + "02".repeat(32)
                + "2002");
    assertThat(hex(TokenCodec.encode(TokenRecord.loose(id, grant, hash))))
        .isEqualTo("0a14" + "06".repeat(20) + "1226" + grantBytes + "1a20" + "02".repeat(32));
    assertThat(
            hex(
                TokenCodec.encode(
                    TokenRecord.loose(id, grant, hash)
                        .storedAs(
                            new VersionId(ItemId.of(filled(ItemId.SIZE, 3)), new VersionNumber(7)),
                            hash))))
        .isEqualTo(
            "0a14"
                + "06".repeat(20)
                + "1226"
                + grantBytes
                + "223c"
                + "0a14"
                + "03".repeat(20)
                + "1224"
                + "0807"
                + "1220"
                + "02".repeat(32));
  }

  @Test
  void tokensThatNothingWroteAreCorrupt() {
    byte[] id = filled(TokenId.SIZE, 6);
    var grant = io.craton.vault.consensus.codec.proto.Grant.newBuilder();
    grant.getCreatedAtBuilder().setSeconds(1);
    var token =
        io.craton.vault.consensus.codec.proto.TokenRecord.newBuilder()
            .setId(com.google.protobuf.ByteString.copyFrom(id))
            .setGrant(grant);
    assertThatThrownBy(() -> TokenCodec.decode(token.build().toByteArray()))
        .isInstanceOf(CorruptBytesException.class);
    token.getStoredBuilder().setItem(com.google.protobuf.ByteString.copyFrom(id));
    assertThatThrownBy(() -> TokenCodec.decode(token.build().toByteArray()))
        .isInstanceOf(CorruptBytesException.class);
    token.setLoose(com.google.protobuf.ByteString.copyFromUtf8("short"));
    assertThatThrownBy(() -> TokenCodec.decode(token.build().toByteArray()))
        .isInstanceOf(CorruptBytesException.class);
    token.clearGrant().setLoose(com.google.protobuf.ByteString.copyFrom(filled(32, 1)));
    assertThatThrownBy(() -> TokenCodec.decode(token.build().toByteArray()))
        .isInstanceOf(CorruptBytesException.class);
  }

  private static String rotation(Material material) {
    return command(
        new Command.RotateItem(
            ItemId.of(filled(ItemId.SIZE, 3)),
            new VersionNumber(7),
            material,
            Command.Retirement.SUSPEND,
            Optional.empty()));
  }

  /// The bytes of the command alone; what comes before it is held by the test above.
  private static String command(Command command) {
    byte[] entry =
        EntryCodec.encode(
            new Proposal(
                ProposalId.of(filled(ProposalId.SIZE, 1)),
                Optional.empty(),
                Optional.empty(),
                AT,
                command));
    return hex(entry).substring("0807121001010101010101010101010101010101".length() + 26);
  }

  @Test
  void bytesOfRecordsNeverChange() {
    ItemVersion version =
        new ItemVersion(
            new VersionId(ItemId.of(filled(ItemId.SIZE, 3)), new VersionNumber(7)),
            AT,
            Optional.empty(),
            new VersionState.Destroyed(AT));
    assertThat(hex(RecordCodec.encode(version)))
        .isEqualTo(
            "0a140303030303030303030303030303030303030303"
                + "10071a0b0880aba1b00d10959aef3a"
                + "28053a0b0880aba1b00d10959aef3a");
    Outcome refused =
        new Outcome.Refused(new Rejection(Rejection.Code.NAME_TAKEN, "name is taken"));
    assertThat(hex(OutcomeCodec.encodeReply(Optional.of(refused))))
        .isEqualTo("0a132211" + "0803" + "120d6e616d652069732074616b656e");
  }

  private static byte[] filled(int size, int value) {
    byte[] bytes = new byte[size];
    Arrays.fill(bytes, (byte) value);
    return bytes;
  }

  private static String hex(byte[] bytes) {
    return HexFormat.of().formatHex(bytes);
  }
}

package io.craton.vault.http.api;

import io.craton.vault.core.rotation.Frequency;
import io.craton.vault.core.rotation.RetiredState;
import io.craton.vault.core.rotation.RotationChange;
import io.craton.vault.core.time.VaultDuration;
import io.craton.vault.http.request.Field;
import io.craton.vault.http.request.FieldType;
import io.craton.vault.http.request.FieldTypes;
import io.craton.vault.http.request.Form;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// The fields of a rotation policy. Contract section 6.
public final class PolicyFields {
  private static final String INHERITED = "inherited";

  /// How often; a present empty is inherited.
  public static final Field<Optional<Frequency>> FREQUENCY =
      Field.optional("rotation_frequency", frequency(), "How often the item is rotated.").orEmpty();

  /// Where the version that is superseded goes; a present empty is inherited.
  public static final Field<Optional<RetiredState>> RETIRED_STATE =
      Field.optional("rotation_state", retiredState(), "What becomes of a superseded version.")
          .orEmpty();

  /// How long a superseded token works; a present empty is inherited.
  public static final Field<Optional<VaultDuration>> GRACE_PERIOD =
      Field.optional("rotation_grace_period", gracePeriod(), "How long a superseded version works.")
          .orEmpty();

  private PolicyFields() {}

  /// The change that these fields ask for.
  public static RotationChange change(Form form) {
    return new RotationChange(form.get(FREQUENCY), form.get(RETIRED_STATE), form.get(GRACE_PERIOD));
  }

  private static FieldType<Optional<Frequency>> frequency() {
    return new FieldType<>(
        FieldTypes.duration("duration-never-inherited"),
        (value, pointer) -> {
          String text = FieldTypes.string(value);
          if (text.equals(INHERITED)) {
            return Optional.empty();
          }
          if (text.equals("never")) {
            return Optional.of(new Frequency.Never());
          }
          return Optional.of(
              new Frequency.Every(FieldTypes.DURATION.conversion().convert(value, pointer)));
        });
  }

  private static FieldType<Optional<RetiredState>> retiredState() {
    List<String> names =
        Stream.concat(
                Arrays.stream(RetiredState.values()).map(RetiredState::wireName),
                Stream.of(INHERITED))
            .toList();
    return new FieldType<>(
        FieldTypes.choice(names).shape(),
        (value, pointer) -> RetiredState.ofWireName(FieldTypes.string(value)));
  }

  private static FieldType<Optional<VaultDuration>> gracePeriod() {
    return new FieldType<>(
        FieldTypes.duration("duration-inherited"),
        (value, pointer) ->
            FieldTypes.string(value).equals(INHERITED)
                ? Optional.empty()
                : Optional.of(FieldTypes.DURATION.conversion().convert(value, pointer)));
  }
}

package io.craton.vault.http.api;

import io.craton.vault.core.command.Command.AvailabilityChange;
import io.craton.vault.core.command.Command.ChangeState;
import io.craton.vault.core.command.Command.ItemUpdate;
import io.craton.vault.core.decision.Rejection;
import io.craton.vault.core.id.ItemId;
import io.craton.vault.core.item.StateName;
import io.craton.vault.core.port.Unavailable;
import io.craton.vault.core.service.Call;
import io.craton.vault.core.service.RequestRefused;
import io.craton.vault.core.time.VaultDuration;
import io.craton.vault.http.request.ErrorCode;
import io.craton.vault.http.request.Field;
import io.craton.vault.http.request.FieldTypes;
import io.craton.vault.http.request.Form;
import io.craton.vault.http.request.InvalidRequest;
import io.craton.vault.http.request.Problem;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// Update, delete, change of state. Contract sections 2.4 to 2.6.
final class ItemEndpoints {
  private static final Field<Boolean> ENABLED =
      Field.optional("enabled", FieldTypes.FLAG, "Whether the item may be used.");

  /// The older name of [#ENABLED], which the Java SDK sends.
  private static final Field<String> ITEM_STATE =
      Field.optional(
              "item_state", FieldTypes.choice(List.of("enabled", "disabled")), "See enabled.")
          .orEmpty();

  private static final Field<Boolean> RECURSIVE =
      Field.optional("recursive", FieldTypes.FLAG, "Whether to delete what is in the folder.");

  private static final Field<String> STATE =
      Field.required(
          "state",
          FieldTypes.choice(Arrays.stream(StateName.values()).map(StateName::wireName).toList()),
          "The state that the version is to have.");

  private static final Field<VaultDuration> DESTROY_PERIOD =
      Field.optional(
          "destroy_period",
          FieldTypes.DURATION,
          "After what time a compromised version is destroyed.");

  private final ApiServices services;
  private final ItemAnswers answers;

  ItemEndpoints(ApiServices services, ItemAnswers answers) {
    this.services = services;
    this.answers = answers;
  }

  List<Endpoint> all() {
    return List.of(
        new Endpoint(
            "/v2/update",
            "Item updated",
            Fields.schema(
                Fields.ID,
                Fields.NAME,
                Fields.FOLDER,
                Fields.METADATA,
                Fields.TAGS,
                ENABLED,
                ITEM_STATE,
                Fields.DISABLED_AT,
                Fields.FREQUENCY,
                Fields.RETIRED_STATE,
                Fields.GRACE_PERIOD),
            this::update),
        new Endpoint(
            "/v2/delete", "Item deleted", Fields.schema(Fields.ID, RECURSIVE), this::delete),
        new Endpoint(
            "/v2/state/change",
            "State changed",
            Fields.schema(Fields.ID, STATE, Fields.VERSION, DESTROY_PERIOD),
            this::changeState));
  }

  private Result update(Call call, Form form) throws RequestRefused, Unavailable, InvalidRequest {
    ItemUpdate update =
        new ItemUpdate(
            form.get(Fields.NAME),
            form.get(Fields.FOLDER),
            form.get(Fields.METADATA),
            form.get(Fields.TAGS),
            availability(form),
            Fields.rotationChange(form));
    try {
      return answers.updated(services.writer().update(call, form.require(Fields.ID), update));
    } catch (RequestRefused refused) {
      List<Problem> unfit = unfit(form, refused.rejection().code());
      if (unfit.isEmpty()) {
        throw refused;
      }
      throw new InvalidRequest(unfit);
    }
  }

  /// The fields that were sent and that the item's type does not have, when that was why.
  private static List<Problem> unfit(Form form, Rejection.Code why) {
    return switch (why) {
      case WRONG_TYPE -> sent(form, ENABLED, ITEM_STATE, Fields.DISABLED_AT);
      case POLICY_NOT_APPLICABLE -> {
        List<Field<?>> set = new ArrayList<>();
        // Inherited settings change nothing where there is no policy: SDKs send them by default.
        form.get(Fields.FREQUENCY).flatMap(own -> own).ifPresent(_ -> set.add(Fields.FREQUENCY));
        form.get(Fields.RETIRED_STATE)
            .flatMap(own -> own)
            .ifPresent(_ -> set.add(Fields.RETIRED_STATE));
        yield sent(form, set.toArray(Field<?>[]::new));
      }
      default -> List.of();
    };
  }

  private static List<Problem> sent(Form form, Field<?>... fields) {
    return Arrays.stream(fields)
        .filter(field -> form.get(field).isPresent())
        .map(field ->
            Problem.at(
                field.pointer(),
                ErrorCode.UNEXPECTED_PROPERTY,
                "items of this type have no such field"))
        .toList();
  }

  private Result delete(Call call, Form form) throws RequestRefused, Unavailable {
    ItemId deleted =
        services.writer().delete(call, form.require(Fields.ID), form.get(RECURSIVE).orElse(false));
    return out -> {
      out.writeStartObject();
      out.writeStringField("id", deleted.toString());
      out.writeEndObject();
    };
  }

  private Result changeState(Call call, Form form)
      throws RequestRefused, Unavailable, InvalidRequest {
    StateName target = StateName.ofWireName(form.require(STATE)).orElseThrow();
    Optional<VaultDuration> period = form.get(DESTROY_PERIOD);
    if (target == StateName.COMPROMISED && period.isEmpty()) {
      throw invalid(DESTROY_PERIOD, ErrorCode.FIELD_REQUIRED, "needed for compromised");
    }
    if (target != StateName.COMPROMISED && period.isPresent()) {
      throw invalid(DESTROY_PERIOD, ErrorCode.IS_DEPENDENT_ON, "goes with compromised only");
    }
    ChangeState change =
        new ChangeState(form.require(Fields.ID), form.get(Fields.VERSION), target, period);
    return answers.stateChanged(services.writer().changeState(call, change));
  }

  private static Optional<AvailabilityChange> availability(Form form) throws InvalidRequest {
    AvailabilityChange change = new AvailabilityChange(enabled(form), form.get(Fields.DISABLED_AT));
    return change.enabled().isEmpty() && change.disabledAt().isEmpty()
        ? Optional.empty()
        : Optional.of(change);
  }

  private static Optional<Boolean> enabled(Form form) throws InvalidRequest {
    Optional<Boolean> old = form.get(ITEM_STATE).map("enabled"::equals);
    if (old.isPresent() && form.get(ENABLED).isPresent()) {
      throw invalid(ITEM_STATE, ErrorCode.MUTUALLY_EXCLUSIVE, "enabled says the same");
    }
    return form.get(ENABLED).or(() -> old);
  }

  private static InvalidRequest invalid(Field<?> field, ErrorCode code, String detail) {
    return new InvalidRequest(Problem.at(field.pointer(), code, detail));
  }
}

package io.craton.vault.http.api;

import io.craton.vault.core.id.ItemId;
import io.craton.vault.core.item.StateName;
import io.craton.vault.core.port.Unavailable;
import io.craton.vault.core.service.Call;
import io.craton.vault.core.service.ItemDetails;
import io.craton.vault.core.service.ItemReader;
import io.craton.vault.core.service.ListQuery;
import io.craton.vault.core.service.RequestRefused;
import io.craton.vault.core.service.VersionSelector;
import io.craton.vault.http.request.ErrorCode;
import io.craton.vault.http.request.Field;
import io.craton.vault.http.request.FieldTypes;
import io.craton.vault.http.request.Form;
import io.craton.vault.http.request.InvalidRequest;
import io.craton.vault.http.request.Problem;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Get and list as v1 had them. Contract section 2.30.
final class LegacyReads {
  private static final String SECRETS = "secrets";

  private static final Field<String> VERSION_STATE =
      Field.optional(
              "version_state",
              FieldTypes.choice(
                  Arrays.stream(StateName.values()).map(StateName::wireName).toList()),
              "The state of the versions to show; every one if absent.")
          .orEmpty();

  private static final Field<Boolean> VERBOSE =
      Field.optional(
          "verbose", FieldTypes.FLAG, "Whether to tell metadata, tags and the rotation policy.");

  private static final Field<Boolean> INCLUDE_SECRETS =
      Field.optional("include_secrets", FieldTypes.FLAG, "Whether to show values.");

  private static final Field<List<String>> INCLUDE =
      Field.optional("include", FieldTypes.TEXTS, "What else to show: secrets.");

  private final ApiServices services;
  private final LegacyJson json;

  LegacyReads(ApiServices services, LegacyJson json) {
    this.services = services;
    this.json = json;
  }

  List<Endpoint> all() {
    return List.of(
        new Endpoint(
            "/v1/get",
            "Item found",
            Fields.schema(Fields.ID, ReadEndpoints.SELECTOR, VERSION_STATE, VERBOSE),
            this::get),
        new Endpoint(
            "/v1/list",
            "Items listed",
            Fields.schema(
                ListFilters.FILTER,
                ReadEndpoints.SIZE,
                ReadEndpoints.LAST,
                ReadEndpoints.ORDER,
                ReadEndpoints.ORDER_BY,
                INCLUDE_SECRETS,
                INCLUDE),
            this::list));
  }

  private Result get(Call call, Form form) throws RequestRefused, Unavailable {
    ItemReader reader = services.reader();
    ItemId id = form.require(Fields.ID);
    Set<StateName> states =
        form.get(VERSION_STATE)
            .flatMap(StateName::ofWireName)
            .<Set<StateName>>map(EnumSet::of)
            .orElse(EnumSet.allOf(StateName.class));
    boolean verbose = form.get(VERBOSE).orElse(false);
    ItemDetails current = reader.get(call, id, new VersionSelector.Current());
    try {
      Optional<ItemDetails> wanted = Optional.empty();
      if (form.get(ReadEndpoints.SELECTOR).isPresent()) {
        wanted = Optional.of(reader.get(call, id, legacy(form.get(ReadEndpoints.SELECTOR).get())));
      }
      return json.read(current, wanted, states, verbose);
    } catch (RequestRefused | Unavailable e) {
      current.close();
      throw e;
    }
  }

  /// In v1 `-2` stood for the current version and the two before it.
  private static VersionSelector legacy(VersionSelector selector) {
    return selector instanceof VersionSelector.FromEnd(int position)
        ? new VersionSelector.Last(position + 1)
        : selector;
  }

  private Result list(Call call, Form form) throws RequestRefused, Unavailable, InvalidRequest {
    ListQuery query = ReadEndpoints.query(form);
    boolean secrets = withSecrets(form);
    long count = services.lister().count(call, query.filter());
    if (secrets) {
      return json.list(services.reader().getBulk(call, query, Map.of()), count);
    }
    return json.list(services.lister().list(call, query), count);
  }

  private static boolean withSecrets(Form form) throws InvalidRequest {
    List<String> include = form.get(INCLUDE).orElse(List.of());
    if (!List.of(SECRETS).containsAll(include)) {
      throw new InvalidRequest(
          Problem.at(
              INCLUDE.pointer(),
              ErrorCode.NOT_ENUM_MEMBER,
              "expected secrets: wrapped values are never given out"));
    }
    return form.get(INCLUDE_SECRETS).orElse(false) || include.contains(SECRETS);
  }
}

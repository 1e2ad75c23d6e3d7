package io.craton.vault.http.api;

import io.craton.vault.core.Limits;
import io.craton.vault.core.id.ItemId;
import io.craton.vault.core.id.VersionNumber;
import io.craton.vault.core.port.Unavailable;
import io.craton.vault.core.service.Call;
import io.craton.vault.core.service.ItemLister;
import io.craton.vault.core.service.ListQuery;
import io.craton.vault.core.service.RequestRefused;
import io.craton.vault.core.service.SortKey;
import io.craton.vault.core.service.VersionSelector;
import io.craton.vault.http.request.ErrorCode;
import io.craton.vault.http.request.Field;
import io.craton.vault.http.request.FieldTypes;
import io.craton.vault.http.request.Form;
import io.craton.vault.http.request.InvalidRequest;
import io.craton.vault.http.request.Problem;
import io.craton.vault.http.request.RequestSchema;
import io.craton.vault.http.request.VersionSelectors;
import io.craton.vault.http.request.Wildcard;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Reads items, one by its id or a page by a filter. Contract sections 2.1 to 2.3 and 10.
final class ReadEndpoints {
  private static final int DEFAULT_SIZE = 50;
  private static final String DESCENDING = "desc";

  /// The documented names first, then those that SDKs send besides.
  private static final Map<String, SortKey> ORDERS = orders();

  static final Field<VersionSelector> SELECTOR =
      Field.optional(
          "version", VersionSelectors.TYPE, "Which versions; the current one if absent.");

  static final Field<Integer> SIZE =
      Field.optional(
          "size",
          FieldTypes.whole(1, Limits.PAGE_ITEMS),
          "How many items a page has; " + DEFAULT_SIZE + " if absent.");
  static final Field<String> LAST =
      Field.optional(
              "last",
              FieldTypes.text(0, Cursors.MAX_CHARS),
              "What the previous page gave as last; it belongs to the order of that page, and is"
                  + " good even when the item it was made from is gone.")
          .orEmpty();
  static final Field<String> ORDER =
      Field.optional(
              "order",
              FieldTypes.choice(List.of("asc", DESCENDING)),
              "Ascending if absent. Items without a value come last either way.")
          .orEmpty();
  static final Field<String> ORDER_BY =
      Field.optional(
              "order_by",
              FieldTypes.choice(List.copyOf(ORDERS.keySet())),
              "What items are sorted by, then by id; folder and name if absent. A folder by name,"
                  + " everything by folder (ascending) and everything by id (ascending) cost a"
                  + " page; any other order reads all candidates.")
          .orEmpty();

  private static final Wildcard<VersionNumber> VERSION_OF =
      new Wildcard<>(
          ItemId.PREFIX,
          ItemId.ROOT.toString().length(),
          Limits.PAGE_ITEMS,
          FieldTypes.VERSION,
          "The version to show of the item with that id.");
  private static final Field<Form> VERSIONS =
      Field.optional(
          "version",
          FieldTypes.composite(RequestSchema.of().with(VERSION_OF)),
          "Versions by item id; the current one of an item that is not named.");

  private final ApiServices services;
  private final ItemJson json;

  ReadEndpoints(ApiServices services, ItemJson json) {
    this.services = services;
    this.json = json;
  }

  List<Endpoint> all() {
    return List.of(
        new Endpoint("/v2/get", "Item found", Fields.schema(Fields.ID, SELECTOR), this::get),
        new Endpoint(
            "/v2/get_bulk",
            "Items found",
            Fields.schema(ListFilters.FILTER, VERSIONS, SIZE, LAST, ORDER, ORDER_BY),
            this::getBulk),
        new Endpoint(
            "/v2/list",
            "Items listed",
            Fields.schema(
                ListFilters.FILTER,
                SIZE,
                LAST,
                ORDER,
                ORDER_BY,
                Field.ignored("include_secrets"),
                Field.ignored("include")),
            this::list));
  }

  private Result get(Call call, Form form) throws RequestRefused, Unavailable {
    VersionSelector selector = form.get(SELECTOR).orElseGet(VersionSelector.Current::new);
    return json.read(services.reader().get(call, form.require(Fields.ID), selector));
  }

  private Result getBulk(Call call, Form form) throws RequestRefused, Unavailable, InvalidRequest {
    Map<ItemId, VersionNumber> numbers = new HashMap<>();
    if (form.get(VERSIONS).isPresent()) {
      for (var entry : form.get(VERSIONS).get().get(VERSION_OF).entrySet()) {
        numbers.put(item(entry.getKey()), entry.getValue());
      }
    }
    return json.bulk(services.reader().getBulk(call, query(form), numbers));
  }

  private Result list(Call call, Form form) throws RequestRefused, Unavailable, InvalidRequest {
    ItemLister.Page page = services.lister().list(call, query(form));
    return out -> {
      out.writeStartObject();
      out.writeArrayFieldStart("items");
      for (ItemLister.Row item : page.items()) {
        json.listed(out, item);
      }
      out.writeEndArray();
      Cursors.write(out, page.next());
      out.writeEndObject();
    };
  }

  /// Which items a request with these fields is about.
  static ListQuery query(Form form) throws InvalidRequest {
    ListQuery.Order order =
        new ListQuery.Order(
            form.get(ORDER_BY).map(ORDERS::get).orElse(SortKey.PATH),
            form.get(ORDER).filter(DESCENDING::equals).isPresent());
    Optional<ListQuery.Cursor> after = Optional.empty();
    if (form.get(LAST).isPresent()) {
      after = Cursors.decode(form.get(LAST).get()).filter(cursor -> cursor.order().equals(order));
      if (after.isEmpty()) {
        throw new InvalidRequest(
            Problem.at(
                LAST.pointer(),
                ErrorCode.BAD_FORMAT,
                "expected what a previous page of the same order gave"));
      }
    }
    return new ListQuery(ListFilters.of(form), order, form.get(SIZE).orElse(DEFAULT_SIZE), after);
  }

  private static ItemId item(String id) throws InvalidRequest {
    return ItemId.parse(id)
        .orElseThrow(() ->
            new InvalidRequest(
                Problem.at(
                    Problem.pointer(VERSIONS.pointer(), id),
                    ErrorCode.DOES_NOT_MATCH_PATTERN,
                    "expected the id of an item")));
  }

  private static Map<String, SortKey> orders() {
    Map<String, SortKey> orders = new LinkedHashMap<>();
    orders.put("id", SortKey.ID);
    orders.put("type", SortKey.TYPE);
    orders.put("created_at", SortKey.CREATED_AT);
    orders.put("algorithm", SortKey.ALGORITHM);
    orders.put("purpose", SortKey.PURPOSE);
    orders.put("expiration", SortKey.DISABLED_AT);
    orders.put("last_rotated", SortKey.LAST_ROTATED);
    orders.put("next_rotation", SortKey.NEXT_ROTATION);
    orders.put("name", SortKey.NAME);
    orders.put("folder", SortKey.PATH);
    orders.put("item_state", SortKey.ENABLED);
    orders.put("destroyed_at", SortKey.DESTROYED_AT);
    orders.put("destroy_at", SortKey.DESTROYED_AT);
    orders.put("disabled_at", SortKey.DISABLED_AT);
    orders.put("create_at", SortKey.CREATED_AT);
    orders.put("identity", SortKey.ID);
    orders.put("version", SortKey.VERSIONS);
    return orders;
  }
}

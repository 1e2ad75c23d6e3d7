package io.craton.vault.http.api;

import io.craton.vault.core.Limits;
import io.craton.vault.core.decision.ItemSummary;
import io.craton.vault.core.item.FolderPath;
import io.craton.vault.core.item.Item;
import io.craton.vault.core.port.Unavailable;
import io.craton.vault.core.service.Call;
import io.craton.vault.core.service.ItemLister;
import io.craton.vault.core.service.ListQuery;
import io.craton.vault.core.service.RequestRefused;
import io.craton.vault.http.request.ErrorCode;
import io.craton.vault.http.request.Field;
import io.craton.vault.http.request.FieldTypes;
import io.craton.vault.http.request.Form;
import io.craton.vault.http.request.InvalidRequest;
import io.craton.vault.http.request.Problem;
import io.craton.vault.http.request.RequestSchema;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/// Lists items. Contract sections 2.3 and 10; so far with the filters and orders that the core has:
/// by name within a folder, by id over all.
final class ListEndpoint {
  private static final int DEFAULT_SIZE = 50;
  private static final String FEW_ORDERS = "other orders are not available yet";

  private static final Field<FolderPath> FOLDER =
      Field.optional("folder", FieldTypes.FOLDER, "Direct children of that folder.").orEmpty();
  private static final Field<String> ID =
      Field.optional("id", FieldTypes.text(0, Limits.NAME_CHARS), "The item with that id.");
  private static final Field<String> TYPE =
      Field.optional("type", FieldTypes.text(0, Limits.NAME_CHARS), "Items of that type.");
  private static final Field<String> NAME =
      Field.optional("name", FieldTypes.text(0, Limits.NAME_CHARS), "Items of that name.");
  private static final Field<List<String>> NAME_CONTAINS =
      Field.optional("name__contains", FieldTypes.TEXTS, "Items whose name contains all of these.");

  private static final Field<Form> FILTER =
      Field.optional(
          "filter",
          FieldTypes.composite(RequestSchema.of(FOLDER, ID, TYPE, NAME, NAME_CONTAINS)),
          "What an item must fulfil.");

  private static final Field<Integer> SIZE =
      Field.optional("size", FieldTypes.whole(1, Limits.PAGE_ITEMS), "Items of a page.");
  private static final Field<String> LAST =
      Field.optional(
              "last", FieldTypes.text(0, Cursors.MAX_CHARS), "What the previous page gave as last.")
          .orEmpty();
  private static final Field<String> ORDER =
      Field.optional("order", FieldTypes.choice(List.of("asc"), FEW_ORDERS), "Ascending.")
          .orEmpty();
  private static final Field<String> ORDER_BY =
      Field.optional(
              "order_by",
              FieldTypes.choice(List.of("id", "name", "folder"), FEW_ORDERS),
              "The name in a folder, the id without one.")
          .orEmpty();

  private final ApiServices services;
  private final ItemJson json;

  ListEndpoint(ApiServices services, ItemJson json) {
    this.services = services;
    this.json = json;
  }

  Endpoint endpoint() {
    RequestSchema schema =
        Fields.schema(
            FILTER,
            SIZE,
            LAST,
            ORDER,
            ORDER_BY,
            Field.ignored("include_secrets"),
            Field.ignored("include"));
    return new Endpoint("/v2/list", "Items listed", schema, this::list);
  }

  private Result list(Call call, Form form) throws RequestRefused, Unavailable, InvalidRequest {
    Optional<FolderPath> folder = form.get(FILTER).flatMap(filter -> filter.get(FOLDER));
    requireOrder(form, folder.isPresent());
    Optional<ListQuery.Cursor> after = Optional.empty();
    if (form.get(LAST).isPresent()) {
      after = Optional.of(cursor(form.get(LAST).get()));
    }
    Predicate<Item> filter = form.get(FILTER).map(ListEndpoint::predicate).orElse(item -> true);
    return page(
        services
            .lister()
            .list(call, new ListQuery(folder, filter, form.get(SIZE).orElse(DEFAULT_SIZE), after)));
  }

  private Result page(ItemLister.Page page) {
    return out -> {
      out.writeStartObject();
      out.writeArrayFieldStart("items");
      for (ItemSummary item : page.items()) {
        json.listed(out, item);
      }
      out.writeEndArray();
      if (page.next().isPresent()) {
        out.writeStringField("last", Cursors.encode(page.next().get()));
      }
      out.writeEndObject();
    };
  }

  /// Refuses an order that the list would not have, rather than to give another one.
  private static void requireOrder(Form form, boolean inFolder) throws InvalidRequest {
    Optional<String> wanted = form.get(ORDER_BY);
    if (wanted.isPresent() && wanted.get().equals("id") == inFolder) {
      throw new InvalidRequest(
          Problem.at(
              ORDER_BY.pointer(),
              ErrorCode.NOT_ENUM_MEMBER,
              "expected name within a folder, id without one; " + FEW_ORDERS));
    }
  }

  private static Predicate<Item> predicate(Form filter) {
    Optional<String> id = filter.get(ID);
    Optional<String> type = filter.get(TYPE);
    Optional<String> name = filter.get(NAME);
    List<String> parts = filter.get(NAME_CONTAINS).orElse(List.of());
    return item ->
        (id.isEmpty() || id.get().equals(item.id().toString()))
            && (type.isEmpty() || type.get().equals(item.type().wireName()))
            && (name.isEmpty() || name.get().equals(item.place().name()))
            && parts.stream().allMatch(item.place().name()::contains);
  }

  private static ListQuery.Cursor cursor(String last) throws InvalidRequest {
    return Cursors.decode(last)
        .orElseThrow(() ->
            new InvalidRequest(
                Problem.at(
                    LAST.pointer(), ErrorCode.BAD_FORMAT, "expected what a previous page gave")));
  }
}

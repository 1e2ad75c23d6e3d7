package io.craton.vault.http.api;

import io.craton.vault.core.Limits;
import io.craton.vault.core.id.ItemId;
import io.craton.vault.core.item.FolderPath;
import io.craton.vault.core.item.Item;
import io.craton.vault.core.item.ItemKind;
import io.craton.vault.core.service.ItemFilter;
import io.craton.vault.core.service.ListedItem;
import io.craton.vault.http.request.ErrorCode;
import io.craton.vault.http.request.Field;
import io.craton.vault.http.request.FieldType;
import io.craton.vault.http.request.FieldTypes;
import io.craton.vault.http.request.Form;
import io.craton.vault.http.request.InvalidRequest;
import io.craton.vault.http.request.Problem;
import io.craton.vault.http.request.RequestSchema;
import io.craton.vault.http.request.Timestamps;
import io.craton.vault.http.request.Wildcard;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiPredicate;
import java.util.function.Function;
import java.util.function.Predicate;

/// The grammar of list filters: `field` or `field__op`, all of them to be fulfilled. Contract
/// section 10.1.
final class ListFilters {
  private static final String METADATA = "metadata_";
  private static final String CONTAINS = "__contains";
  private static final String IN = "__in";
  private static final int TEXT_CHARS = Limits.METADATA_VALUE_CHARS;

  private static final FieldType<Instant> TIME =
      new FieldType<>(
          FieldTypes.timestamp("date-time-or-date"),
          (value, pointer) -> {
            Optional<Instant> date = Timestamps.parseDate(FieldTypes.string(value));
            return date.isPresent()
                ? date.get()
                : FieldTypes.TIMESTAMP.conversion().convert(value, pointer);
          });

  private static final Field<FolderPath> FOLDER =
      Field.optional(
              "folder", FieldTypes.FOLDER, "Direct children of that folder, sub-folders included.")
          .orEmpty();

  private static final Field<String> ID =
      Field.optional("id", FieldTypes.text(0, TEXT_CHARS), "The item with that id.");

  private static final Field<String> NAME =
      Field.optional("name", FieldTypes.text(0, TEXT_CHARS), "Items of exactly that name.");

  private static final Wildcard<List<String>> METADATA_FIELDS =
      new Wildcard<>(
          METADATA,
          METADATA.length() + 2 * Limits.METADATA_KEY_CHARS + CONTAINS.length(),
          Limits.METADATA_ENTRIES,
          FieldTypes.TEXTS,
          "Items whose metadata has that value under the key that follows `metadata_`; with"
              + " `__contains`, one that contains all of the texts; with `__in`, one of them.");

  private static final List<Rule<?>> RULES = rules();

  private static final RequestSchema SCHEMA = schema();

  /// The field that holds a filter.
  static final Field<Form> FILTER =
      Field.optional(
          "filter",
          FieldTypes.composite(SCHEMA),
          "What an item must fulfil, all of it; everything if absent. Conditions on `id`, on"
              + " `folder`, and on `name` within a `folder` find items by an index; any other one"
              + " is tried on each candidate.");

  private ListFilters() {}

  /// The conditions that a request states.
  static ItemFilter of(Form request) throws InvalidRequest {
    Optional<Form> given = request.get(FILTER);
    if (given.isEmpty()) {
      return ItemFilter.ALL;
    }
    Form form = given.get();
    List<Predicate<ListedItem>> others = new ArrayList<>();
    RULES.forEach(rule -> rule.condition(form).ifPresent(others::add));
    for (Map.Entry<String, List<String>> field : form.get(METADATA_FIELDS).entrySet()) {
      others.add(metadata(field.getKey(), field.getValue()));
    }
    Optional<ItemId> id = form.get(ID).flatMap(ItemId::parse);
    if (form.get(ID).isPresent() && id.isEmpty()) {
      others.add(row -> false);
    }
    return new ItemFilter(form.get(FOLDER), id, form.get(NAME), others);
  }

  private static RequestSchema schema() {
    List<Field<?>> fields = new ArrayList<>(List.of(FOLDER, ID, NAME));
    RULES.forEach(rule -> fields.add(rule.field));
    return new RequestSchema(fields, Optional.of(METADATA_FIELDS));
  }

  // ---- The table

  private static List<Rule<?>> rules() {
    List<Rule<?>> rules = new ArrayList<>();
    lists(rules, "id", "id", row -> List.of(row.item().id().toString()));
    lists(rules, "name", "name", row -> List.of(row.item().place().name()));
    lists(rules, "folder", "folder path", row -> List.of(row.folder().toString()));
    equality(rules, "type", row -> List.of(row.item().type().wireName()));
    lists(rules, "type", "type", row -> List.of(row.item().type().wireName()));
    equality(rules, "algorithm", row -> algorithm(row.item()));
    lists(rules, "algorithm", "algorithm", row -> algorithm(row.item()));
    equality(rules, "purpose", row -> purpose(row.item()));
    lists(rules, "purpose", "purpose", row -> purpose(row.item()));
    equality(rules, "item_state", ListFilters::state);
    lists(rules, "item_state", "state (`enabled` or `disabled`)", ListFilters::state);
    equality(rules, "tags", row -> row.item().labels().tags());
    lists(rules, "tags", "tag", row -> row.item().labels().tags());
    times(rules, "created_at", row -> Optional.of(row.item().history().createdAt()));
    times(rules, "destroyed_at", ListedItem::destruction);
    times(rules, "disabled_at", row -> row.item().availability().disabledAt());
    times(rules, "expiration", row -> row.item().availability().disabledAt());
    times(rules, "last_rotated", row -> row.item().history().lastRotated());
    times(rules, "next_rotation", ListedItem::nextRotation);
    // What the Go SDK calls next_rotation.
    times(rules, "last_rotation", ListedItem::nextRotation);
    return List.copyOf(rules);
  }

  private static void equality(
      List<Rule<?>> rules, String name, Function<ListedItem, List<String>> values) {
    rules.add(
        new Rule<>(
            Field.optional(
                name, FieldTypes.text(0, TEXT_CHARS), "Items whose " + name + " is that."),
            wanted -> row -> values.apply(row).contains(wanted)));
  }

  private static void lists(
      List<Rule<?>> rules, String name, String words, Function<ListedItem, List<String>> values) {
    rules.add(
        new Rule<>(
            Field.optional(
                name + CONTAINS,
                FieldTypes.TEXTS,
                "Items with a " + words + " that contains all texts."),
            texts ->
                row ->
                    values.apply(row).stream()
                        .anyMatch(value -> texts.stream().allMatch(value::contains))));
    Function<String, String> normal =
        name.equals("folder") ? ListFilters::normalPath : Function.identity();
    rules.add(
        new Rule<>(
            Field.optional(
                name + IN, FieldTypes.TEXTS, "Items with a " + words + " that is listed."),
            texts -> {
              List<String> wanted = texts.stream().map(normal).toList();
              return row -> values.apply(row).stream().anyMatch(wanted::contains);
            }));
  }

  private static void times(
      List<Rule<?>> rules, String name, Function<ListedItem, Optional<Instant>> value) {
    time(rules, name, "at", value, Instant::equals);
    time(rules, name + "__gt", "after", value, Instant::isAfter);
    time(rules, name + "__gte", "at or after", value, (at, bound) -> !at.isBefore(bound));
    time(rules, name + "__lt", "before", value, Instant::isBefore);
    time(rules, name + "__lte", "at or before", value, (at, bound) -> !at.isAfter(bound));
  }

  private static void time(
      List<Rule<?>> rules,
      String name,
      String words,
      Function<ListedItem, Optional<Instant>> value,
      BiPredicate<Instant, Instant> comparison) {
    String subject = name.contains("__") ? name.substring(0, name.indexOf("__")) : name;
    rules.add(
        new Rule<>(
            Field.optional(
                name,
                TIME,
                "Items whose "
                    + subject
                    + " is "
                    + words
                    + " that date-time, or midnight UTC of that date."),
            bound -> row -> value.apply(row).filter(at -> comparison.test(at, bound)).isPresent()));
  }

  private static Predicate<ListedItem> metadata(String field, List<String> texts)
      throws InvalidRequest {
    if (field.endsWith(CONTAINS)) {
      String key = field.substring(METADATA.length(), field.length() - CONTAINS.length());
      return row -> value(row, key).filter(at -> texts.stream().allMatch(at::contains)).isPresent();
    }
    if (field.endsWith(IN)) {
      String key = field.substring(METADATA.length(), field.length() - IN.length());
      return row -> value(row, key).filter(texts::contains).isPresent();
    }
    if (texts.size() != 1) {
      throw new InvalidRequest(
          Problem.at(
              Problem.pointer(FILTER.pointer(), field),
              ErrorCode.INVALID_STRING,
              "expected one string"));
    }
    String key = field.substring(METADATA.length());
    return row -> value(row, key).filter(texts.getFirst()::equals).isPresent();
  }

  private static Optional<String> value(ListedItem row, String key) {
    return Optional.ofNullable(row.item().labels().metadata().get(key));
  }

  private static List<String> algorithm(Item item) {
    return item.kind() instanceof ItemKind.Key key
        ? List.of(key.algorithm().wireName())
        : List.of();
  }

  private static List<String> purpose(Item item) {
    return item.kind() instanceof ItemKind.Key key
        ? List.of(key.algorithm().purpose().wireName())
        : List.of();
  }

  private static List<String> state(ListedItem row) {
    return row.item().isFolder() ? List.of() : List.of(row.enabled() ? "enabled" : "disabled");
  }

  private static String normalPath(String text) {
    return FolderPath.parse(text).map(FolderPath::toString).orElse(text);
  }

  /// One field and what it asks of an item.
  private static final class Rule<T> {
    private final Field<T> field;
    private final Function<T, Predicate<ListedItem>> meaning;

    Rule(Field<T> field, Function<T, Predicate<ListedItem>> meaning) {
      this.field = field;
      this.meaning = meaning;
    }

    Optional<Predicate<ListedItem>> condition(Form form) {
      return form.get(field).map(meaning);
    }
  }
}

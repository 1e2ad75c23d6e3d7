package io.craton.vault.http.request;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The table of a request's fields. Validation follows it, and so does the API's description.
///
/// @param fields in the order of the documentation
/// @param wildcard fields that are known by the beginning of their names only
public record RequestSchema(List<Field<?>> fields, Optional<Wildcard<?>> wildcard) {
  /// Problems told at once; one is enough to refuse, more help people.
  private static final int MAX_PROBLEMS = 16;

  public RequestSchema {
    fields = List.copyOf(fields);
  }

  /// A table of these fields.
  public static RequestSchema of(Field<?>... fields) {
    return new RequestSchema(Arrays.asList(fields), Optional.empty());
  }

  /// The same table with more fields.
  public RequestSchema with(Field<?>... more) {
    List<Field<?>> all = new ArrayList<>(fields);
    all.addAll(Arrays.asList(more));
    return new RequestSchema(all, wildcard);
  }

  /// The same table with fields that are known by the beginning of their names.
  public RequestSchema with(Wildcard<?> names) {
    return new RequestSchema(fields, Optional.of(names));
  }

  /// The values in `body`. The caller closes the form.
  public Form read(JsonValue.Members body) throws InvalidRequest {
    return read(body, "");
  }

  Form read(JsonValue.Members body, String pointer) throws InvalidRequest {
    Map<Field<?>, Object> values = new HashMap<>();
    Map<String, Object> wild = new LinkedHashMap<>();
    List<Problem> problems = new ArrayList<>();
    for (Map.Entry<String, JsonValue> member : body.members().entrySet()) {
      String at = Problem.pointer(pointer, member.getKey());
      Optional<Field<?>> field = field(member.getKey());
      if (field.isEmpty() && wildcard.filter(names -> names.names(member.getKey())).isPresent()) {
        readWild(wildcard.get(), member, at, wild, problems);
      } else if (field.isEmpty()) {
        problems.add(Problem.at(at, ErrorCode.UNEXPECTED_PROPERTY, "there is no such field"));
      } else if (!field.get().isAbsent(member.getValue())) {
        read(field.get(), member.getValue(), at, values, problems);
      }
    }
    for (Field<?> field : fields) {
      if (field.required() && !values.containsKey(field) && !names(problems, field, pointer)) {
        problems.add(
            Problem.at(
                Problem.pointer(pointer, field.name()),
                ErrorCode.FIELD_REQUIRED,
                "the field is required"));
      }
    }
    Form form = new Form(values, wild);
    if (!problems.isEmpty()) {
      form.close();
      throw new InvalidRequest(problems.subList(0, Math.min(problems.size(), MAX_PROBLEMS)));
    }
    return form;
  }

  private static void read(
      Field<?> field,
      JsonValue value,
      String at,
      Map<Field<?>, Object> values,
      List<Problem> problems) {
    if (values.containsKey(field)) {
      problems.add(
          Problem.at(
              at, ErrorCode.MUTUALLY_EXCLUSIVE, "another name of " + field.name() + " is given"));
      return;
    }
    try {
      values.put(field, field.type().read(value, at));
    } catch (InvalidRequest invalid) {
      problems.addAll(invalid.problems());
    }
  }

  private static void readWild(
      Wildcard<?> wildcard,
      Map.Entry<String, JsonValue> member,
      String at,
      Map<String, Object> wild,
      List<Problem> problems) {
    if (wild.size() == wildcard.maxFields()) {
      problems.add(
          Problem.at(
              at,
              ErrorCode.ABOVE_MAX_PROPERTIES,
              "expected at most " + wildcard.maxFields() + " fields " + wildcard.prefix() + "*"));
      return;
    }
    try {
      wild.put(member.getKey(), wildcard.type().read(member.getValue(), at));
    } catch (InvalidRequest invalid) {
      problems.addAll(invalid.problems());
    }
  }

  private Optional<Field<?>> field(String name) {
    for (Field<?> field : fields) {
      if (field.isNamed(name)) {
        return Optional.of(field);
      }
    }
    return Optional.empty();
  }

  private static boolean names(List<Problem> problems, Field<?> field, String pointer) {
    String at = Problem.pointer(pointer, field.name());
    return problems.stream().anyMatch(problem -> (problem.source() + "/").startsWith(at + "/"));
  }
}

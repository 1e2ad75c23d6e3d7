package io.craton.vault.http.jsonpath;

import io.craton.vault.http.request.JsonValue;
import java.util.List;
import java.util.OptionalLong;

/// An expression, or one within a filter, as it was understood. RFC 9535 sections 2.1 to 2.5.
///
/// @param absolute whether it starts at the root, not at the value that a filter tests
/// @param singular whether it is written so that it selects one value at most
record Query(boolean absolute, List<Segment> segments, boolean singular) {
  Query {
    segments = List.copyOf(segments);
  }

  /// What is selected of a value, or of it and everything below it.
  record Segment(boolean descendant, List<Selector> selectors) {
    Segment {
      selectors = List.copyOf(selectors);
    }
  }

  /// Selects some of the children of a value.
  sealed interface Selector {}

  /// The member of that name.
  record Name(String name) implements Selector {}

  /// The element at that place; negative ones count from the end.
  record Index(long index) implements Selector {}

  /// The elements from `start` to before `end`, each `step` after the other.
  record Slice(OptionalLong start, OptionalLong end, long step) implements Selector {}

  /// All children.
  record Wildcard() implements Selector {}

  /// The children for which that is true.
  record Filter(Test test) implements Selector {}

  /// What is true or false of a value.
  sealed interface Test {}

  /// One of them is true.
  record Or(List<Test> tests) implements Test {
    Or {
      tests = List.copyOf(tests);
    }
  }

  /// All of them are true.
  record And(List<Test> tests) implements Test {
    And {
      tests = List.copyOf(tests);
    }
  }

  /// It is false.
  record Not(Test test) implements Test {}

  /// The query selects something.
  record Exists(Query query) implements Test {}

  /// The comparison holds.
  record Comparison(Operand left, Operator operator, Operand right) implements Test {}

  /// How two values are compared.
  enum Operator {
    EQUAL("=="),
    NOT_EQUAL("!="),
    LESS_OR_EQUAL("<="),
    GREATER_OR_EQUAL(">="),
    LESS("<"),
    GREATER(">");

    private final String sign;

    Operator(String sign) {
      this.sign = sign;
    }

    String sign() {
      return sign;
    }
  }

  /// What is compared: a value, or nothing.
  sealed interface Operand {}

  /// A value that stands in the expression.
  record Literal(JsonValue value) implements Operand {}

  /// What a singular query selects.
  record Single(Query query) implements Operand {}

  /// The characters of a text, or the children of another value.
  record Length(Operand of) implements Operand {}

  /// How many values a query selects.
  record Count(Query query) implements Operand {}

  /// What a query selects, when it is one value.
  record Value(Query query) implements Operand {}
}

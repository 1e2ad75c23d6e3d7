package io.craton.vault.http.jsonpath;

import io.craton.vault.http.jsonpath.Query.Operator;
import io.craton.vault.http.request.JsonText;
import io.craton.vault.http.request.JsonValue;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/// Compares values. RFC 9535 section 2.3.5.2.2. Numbers are compared by value; one whose exponent
/// is out of all proportion is neither equal to another nor less or greater.
record Comparing(Effort effort) {
  /// Whether the comparison holds; an empty value is nothing, and equal only to nothing.
  boolean compare(Optional<JsonValue> left, Operator operator, Optional<JsonValue> right)
      throws TooMuchEffort {
    return switch (operator) {
      case EQUAL -> equal(left, right);
      case NOT_EQUAL -> !equal(left, right);
      case LESS -> less(left, right);
      case GREATER -> less(right, left);
      case LESS_OR_EQUAL -> less(left, right) || equal(left, right);
      case GREATER_OR_EQUAL -> less(right, left) || equal(left, right);
    };
  }

  private boolean equal(Optional<JsonValue> left, Optional<JsonValue> right) throws TooMuchEffort {
    if (left.isEmpty() || right.isEmpty()) {
      return left.isEmpty() && right.isEmpty();
    }
    return equal(left.get(), right.get());
  }

  private boolean less(Optional<JsonValue> left, Optional<JsonValue> right) throws TooMuchEffort {
    if (left.isEmpty() || right.isEmpty()) {
      return false;
    }
    if (left.get() instanceof JsonValue.Text(JsonText one)
        && right.get() instanceof JsonValue.Text(JsonText other)) {
      effort.spend(Math.min(one.length(), other.length()));
      return one.compareCodePoints(other) < 0;
    }
    OptionalInt order = order(left.get(), right.get());
    return order.isPresent() && order.getAsInt() < 0;
  }

  private boolean equal(JsonValue left, JsonValue right) throws TooMuchEffort {
    effort.spend(0);
    return switch (left) {
      case JsonValue.Text(JsonText one) ->
          right instanceof JsonValue.Text(JsonText other) && equal(one, other);
      case JsonValue.Numeral one -> order(one, right).equals(OptionalInt.of(0));
      case JsonValue.Array(List<JsonValue> elements) ->
          right instanceof JsonValue.Array(List<JsonValue> others) && equal(elements, others);
      case JsonValue.Members(Map<String, JsonValue> members) ->
          right instanceof JsonValue.Members(Map<String, JsonValue> others)
              && equal(members, others);
      case JsonValue.Bool bool -> left.equals(right);
      case JsonValue.Null none -> left.equals(right);
    };
  }

  private boolean equal(JsonText one, JsonText other) throws TooMuchEffort {
    if (one.length() != other.length()) {
      return false;
    }
    effort.spend(one.length());
    return one.compareCodePoints(other) == 0;
  }

  private boolean equal(List<JsonValue> elements, List<JsonValue> others) throws TooMuchEffort {
    if (elements.size() != others.size()) {
      return false;
    }
    for (int i = 0; i < elements.size(); i++) {
      if (!equal(elements.get(i), others.get(i))) {
        return false;
      }
    }
    return true;
  }

  private boolean equal(Map<String, JsonValue> members, Map<String, JsonValue> others)
      throws TooMuchEffort {
    if (!members.keySet().equals(others.keySet())) {
      effort.spend(members.size());
      return false;
    }
    for (Map.Entry<String, JsonValue> member : members.entrySet()) {
      JsonValue other = others.get(member.getKey());
      if (other == null || !equal(member.getValue(), other)) {
        return false;
      }
    }
    return true;
  }

  /// How two numbers are ordered; empty for what is none.
  private OptionalInt order(JsonValue left, JsonValue right) throws TooMuchEffort {
    if (!(left instanceof JsonValue.Numeral(String one, boolean oneWhole))
        || !(right instanceof JsonValue.Numeral(String other, boolean otherWhole))) {
      return OptionalInt.empty();
    }
    effort.spend(one.length() + other.length());
    try {
      return OptionalInt.of(new BigDecimal(one).compareTo(new BigDecimal(other)));
    } catch (NumberFormatException e) {
      return OptionalInt.empty();
    }
  }
}

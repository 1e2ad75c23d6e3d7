package io.craton.vault.http.jsonpath;

import io.craton.vault.http.jsonpath.Query.And;
import io.craton.vault.http.jsonpath.Query.Comparison;
import io.craton.vault.http.jsonpath.Query.Count;
import io.craton.vault.http.jsonpath.Query.Exists;
import io.craton.vault.http.jsonpath.Query.Length;
import io.craton.vault.http.jsonpath.Query.Literal;
import io.craton.vault.http.jsonpath.Query.Not;
import io.craton.vault.http.jsonpath.Query.Operand;
import io.craton.vault.http.jsonpath.Query.Operator;
import io.craton.vault.http.jsonpath.Query.Or;
import io.craton.vault.http.jsonpath.Query.Single;
import io.craton.vault.http.jsonpath.Query.Test;
import io.craton.vault.http.jsonpath.Query.Value;
import io.craton.vault.http.request.JsonText;
import io.craton.vault.http.request.JsonValue;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Reads filters. RFC 9535 sections 2.3.5 and 2.4. Of the functions, `match` and `search` are
/// refused: they would run regular expressions of callers, over texts that may be secrets.
final class FilterParser {
  private final Cursor cursor;
  private final QueryParser queries;

  FilterParser(Cursor cursor, QueryParser queries) {
    this.cursor = cursor;
    this.queries = queries;
  }

  /// What is tested of each child.
  Test test() throws MalformedPath {
    List<Test> tests = new ArrayList<>();
    do {
      cursor.skipBlanks();
      tests.add(conjunction());
    } while (acceptAfterBlanks("||"));
    return tests.size() == 1 ? tests.getFirst() : new Or(tests);
  }

  private Test conjunction() throws MalformedPath {
    List<Test> tests = new ArrayList<>();
    do {
      cursor.skipBlanks();
      tests.add(basic());
    } while (acceptAfterBlanks("&&"));
    return tests.size() == 1 ? tests.getFirst() : new And(tests);
  }

  private boolean acceptAfterBlanks(String word) {
    int before = cursor.position();
    cursor.skipBlanks();
    boolean accepted = cursor.accept(word);
    if (!accepted) {
      cursor.moveTo(before);
    }
    return accepted;
  }

  private Test basic() throws MalformedPath {
    if (!cursor.accept("!")) {
      return cursor.isNext("(") ? parenthesised() : comparisonOrExistence();
    }
    cursor.skipBlanks();
    return new Not(cursor.isNext("(") ? parenthesised() : new Exists(query()));
  }

  private Test parenthesised() throws MalformedPath {
    cursor.expect("(");
    queries.enter();
    Test test = test();
    queries.leave();
    cursor.skipBlanks();
    cursor.expect(")");
    return test;
  }

  private Test comparisonOrExistence() throws MalformedPath {
    int start = cursor.position();
    if (isQuery()) {
      Query query = query();
      if (operator().isEmpty()) {
        return new Exists(query);
      }
      cursor.moveTo(start);
    }
    Operand left = operand();
    Operator operator = operator().orElseThrow(() -> cursor.malformed("expected a comparison"));
    cursor.skipBlanks();
    return new Comparison(left, operator, operand());
  }

  /// Reads an operator if one comes next, after blanks or not.
  private Optional<Operator> operator() {
    for (Operator operator : Operator.values()) {
      if (acceptAfterBlanks(operator.sign())) {
        return Optional.of(operator);
      }
    }
    return Optional.empty();
  }

  private boolean isQuery() {
    return cursor.isNext("$") || cursor.isNext("@");
  }

  private Query query() throws MalformedPath {
    if (cursor.accept("$")) {
      return queries.segments(true);
    }
    if (cursor.accept("@")) {
      return queries.segments(false);
    }
    throw cursor.malformed("expected $ or @");
  }

  private Operand operand() throws MalformedPath {
    if (isQuery()) {
      Query query = query();
      if (!query.singular()) {
        throw cursor.malformed("expected a query of one value at most, found another,");
      }
      return new Single(query);
    }
    if (cursor.isQuote()) {
      return new Literal(new JsonValue.Text(JsonText.of(cursor.quoted())));
    }
    if (cursor.isDigit() || cursor.isNext("-")) {
      return new Literal(number());
    }
    String word = cursor.word();
    if (cursor.isNext("(")) {
      return function(word);
    }
    return new Literal(
        switch (word) {
          case "true" -> new JsonValue.Bool(true);
          case "false" -> new JsonValue.Bool(false);
          case "null" -> new JsonValue.Null();
          default -> throw cursor.malformed("expected a query, a value, or a function");
        });
  }

  private JsonValue number() throws MalformedPath {
    String number = cursor.number();
    try {
      var _ = new BigDecimal(number);
    } catch (NumberFormatException e) {
      throw cursor.malformed("expected a smaller exponent before what stands");
    }
    return new JsonValue.Numeral(number, false);
  }

  private Operand function(String name) throws MalformedPath {
    queries.enter();
    cursor.expect("(");
    cursor.skipBlanks();
    Operand call =
        switch (name) {
          case "length" -> new Length(operand());
          case "count" -> new Count(query());
          case "value" -> new Value(query());
          case "match", "search" ->
              throw cursor.malformed("there are no regular expressions here: " + name);
          default -> throw cursor.malformed("expected the function length, count, or value");
        };
    cursor.skipBlanks();
    cursor.expect(")");
    queries.leave();
    return call;
  }
}

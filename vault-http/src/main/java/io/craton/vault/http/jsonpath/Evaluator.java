package io.craton.vault.http.jsonpath;

import io.craton.vault.http.jsonpath.Query.And;
import io.craton.vault.http.jsonpath.Query.Comparison;
import io.craton.vault.http.jsonpath.Query.Count;
import io.craton.vault.http.jsonpath.Query.Exists;
import io.craton.vault.http.jsonpath.Query.Filter;
import io.craton.vault.http.jsonpath.Query.Index;
import io.craton.vault.http.jsonpath.Query.Length;
import io.craton.vault.http.jsonpath.Query.Literal;
import io.craton.vault.http.jsonpath.Query.Name;
import io.craton.vault.http.jsonpath.Query.Not;
import io.craton.vault.http.jsonpath.Query.Operand;
import io.craton.vault.http.jsonpath.Query.Or;
import io.craton.vault.http.jsonpath.Query.Segment;
import io.craton.vault.http.jsonpath.Query.Selector;
import io.craton.vault.http.jsonpath.Query.Single;
import io.craton.vault.http.jsonpath.Query.Slice;
import io.craton.vault.http.jsonpath.Query.Test;
import io.craton.vault.http.jsonpath.Query.Value;
import io.craton.vault.http.jsonpath.Query.Wildcard;
import io.craton.vault.http.request.JsonText;
import io.craton.vault.http.request.JsonValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Runs one query over one document, within the bounds of its [Effort]. RFC 9535 sections 2.1 to
/// 2.5. Recursion is as deep as the document and the query are nested. For one thread.
final class Evaluator {
  private final Node root;
  private final Effort effort = new Effort();

  private Evaluator(JsonValue document) {
    this.root = Node.root(document);
  }

  /// What `query` selects, in the order of the specification and as often as it does.
  static List<Node> run(Query query, JsonValue document) throws TooMuchEffort {
    Evaluator evaluator = new Evaluator(document);
    return evaluator.select(query, evaluator.root);
  }

  private List<Node> select(Query query, Node current) throws TooMuchEffort {
    List<Node> nodes = List.of(query.absolute() ? root : current);
    for (Segment segment : query.segments()) {
      List<Node> selected = new ArrayList<>();
      for (Node node : nodes) {
        effort.spend(0);
        if (segment.descendant()) {
          selectBelow(segment, node, selected);
        } else {
          selectChildren(segment, node, selected);
        }
      }
      nodes = selected;
    }
    return nodes;
  }

  private void selectBelow(Segment segment, Node node, List<Node> selected) throws TooMuchEffort {
    selectChildren(segment, node, selected);
    for (Node child : children(node)) {
      selectBelow(segment, child, selected);
    }
  }

  private List<Node> children(Node node) throws TooMuchEffort {
    List<Node> children = new ArrayList<>();
    Optional<Node> parent = Optional.of(node);
    if (node.value() instanceof JsonValue.Members(Map<String, JsonValue> members)) {
      for (Map.Entry<String, JsonValue> member : members.entrySet()) {
        effort.visit();
        children.add(Node.member(member.getValue(), parent, member.getKey()));
      }
    } else if (node.value() instanceof JsonValue.Array(List<JsonValue> elements)) {
      for (int i = 0; i < elements.size(); i++) {
        add(parent, elements, i, children);
      }
    }
    return children;
  }

  private void add(Optional<Node> parent, List<JsonValue> elements, int index, List<Node> selected)
      throws TooMuchEffort {
    effort.visit();
    selected.add(Node.element(elements.get(index), parent, index));
  }

  private void selectChildren(Segment segment, Node node, List<Node> selected)
      throws TooMuchEffort {
    for (Selector selector : segment.selectors()) {
      effort.spend(0);
      switch (selector) {
        case Name(String name) -> member(node, name, selected);
        case Index(long index) -> element(node, index, selected);
        case Slice slice -> slice(node, slice, selected);
        case Wildcard wildcard -> selected.addAll(children(node));
        case Filter(Test test) -> {
          for (Node child : children(node)) {
            if (holds(test, child)) {
              selected.add(child);
            }
          }
        }
      }
    }
  }

  private void member(Node node, String name, List<Node> selected) throws TooMuchEffort {
    if (node.value() instanceof JsonValue.Members(Map<String, JsonValue> members)) {
      JsonValue value = members.get(name);
      if (value != null) {
        effort.visit();
        selected.add(Node.member(value, Optional.of(node), name));
      }
    }
  }

  private void element(Node node, long index, List<Node> selected) throws TooMuchEffort {
    if (node.value() instanceof JsonValue.Array(List<JsonValue> elements)) {
      long place = index >= 0 ? index : elements.size() + index;
      if (place >= 0 && place < elements.size()) {
        add(Optional.of(node), elements, (int) place, selected);
      }
    }
  }

  /// As the pseudocode of RFC 9535 section 2.3.4.2.2 has it.
  private void slice(Node node, Slice slice, List<Node> selected) throws TooMuchEffort {
    if (!(node.value() instanceof JsonValue.Array(List<JsonValue> elements)) || slice.step() == 0) {
      return;
    }
    Optional<Node> parent = Optional.of(node);
    long size = elements.size();
    long step = slice.step();
    if (step > 0) {
      long end = Math.clamp(fromStart(slice.end().orElse(size), size), 0, size);
      long start = Math.clamp(fromStart(slice.start().orElse(0), size), 0, size);
      for (long i = start; i < end; i += step) {
        add(parent, elements, (int) i, selected);
      }
    } else {
      long end = Math.clamp(fromStart(slice.end().orElse(-size - 1), size), -1, size - 1);
      long start = Math.clamp(fromStart(slice.start().orElse(size - 1), size), -1, size - 1);
      for (long i = start; i > end; i += step) {
        add(parent, elements, (int) i, selected);
      }
    }
  }

  private static long fromStart(long index, long size) {
    return index >= 0 ? index : size + index;
  }

  private boolean holds(Test test, Node current) throws TooMuchEffort {
    effort.spend(0);
    return switch (test) {
      case Or(List<Test> tests) -> anyIs(true, tests, current);
      case And(List<Test> tests) -> !anyIs(false, tests, current);
      case Not(Test one) -> !holds(one, current);
      case Exists(Query query) -> !select(query, current).isEmpty();
      case Comparison(Operand left, Query.Operator operator, Operand right) ->
          new Comparing(effort).compare(value(left, current), operator, value(right, current));
    };
  }

  private boolean anyIs(boolean wanted, List<Test> tests, Node current) throws TooMuchEffort {
    for (Test test : tests) {
      if (holds(test, current) == wanted) {
        return true;
      }
    }
    return false;
  }

  /// The value to be compared; empty for none, which is a value of its own there.
  private Optional<JsonValue> value(Operand operand, Node current) throws TooMuchEffort {
    return switch (operand) {
      case Literal(JsonValue value) -> Optional.of(value);
      case Single(Query query) -> only(select(query, current));
      case Value(Query query) -> only(select(query, current));
      case Count(Query query) -> Optional.of(number(select(query, current).size()));
      case Length(Operand of) -> {
        Optional<JsonValue> value = value(of, current);
        yield value.isEmpty() ? value : length(value.get());
      }
    };
  }

  private static Optional<JsonValue> only(List<Node> nodes) {
    return nodes.size() == 1 ? Optional.of(nodes.getFirst().value()) : Optional.empty();
  }

  private Optional<JsonValue> length(JsonValue value) throws TooMuchEffort {
    return switch (value) {
      case JsonValue.Text(JsonText text) -> {
        effort.spend(text.length());
        yield Optional.of(number(text.codePoints()));
      }
      case JsonValue.Array(List<JsonValue> elements) -> Optional.of(number(elements.size()));
      case JsonValue.Members(Map<String, JsonValue> members) -> Optional.of(number(members.size()));
      case JsonValue.Numeral numeral -> Optional.empty();
      case JsonValue.Bool bool -> Optional.empty();
      case JsonValue.Null none -> Optional.empty();
    };
  }

  private static JsonValue number(int number) {
    return new JsonValue.Numeral(Integer.toString(number), true);
  }
}

package io.craton.vault.http.jsonpath;

import io.craton.vault.core.Limits;
import io.craton.vault.http.jsonpath.Query.Filter;
import io.craton.vault.http.jsonpath.Query.Index;
import io.craton.vault.http.jsonpath.Query.Name;
import io.craton.vault.http.jsonpath.Query.Segment;
import io.craton.vault.http.jsonpath.Query.Selector;
import io.craton.vault.http.jsonpath.Query.Slice;
import io.craton.vault.http.jsonpath.Query.Test;
import io.craton.vault.http.jsonpath.Query.Wildcard;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/// Reads queries: what stands outside of filters. RFC 9535 sections 2.1 to 2.3 and 2.5.
final class QueryParser {
  private final Cursor cursor;
  private final FilterParser filters;
  private int depth;

  private QueryParser(String text) {
    this.cursor = new Cursor(text);
    this.filters = new FilterParser(cursor, this);
  }

  /// The query that `text` is, as a whole.
  ///
  /// @param text without surrogates that stand alone
  static Query parse(String text) throws MalformedPath {
    QueryParser parser = new QueryParser(text);
    parser.cursor.expect("$");
    Query query = parser.segments(true);
    if (!parser.cursor.atEnd()) {
      throw parser.cursor.malformed("expected the end, or a dot or a bracket");
    }
    return query;
  }

  /// Goes one level into filters, parentheses, functions.
  void enter() throws MalformedPath {
    depth++;
    if (depth > Limits.JSON_PATH_DEPTH) {
      throw cursor.malformed("expected at most " + Limits.JSON_PATH_DEPTH + " levels, found more");
    }
  }

  void leave() {
    depth--;
  }

  /// What follows a `$` or a `@`.
  Query segments(boolean absolute) throws MalformedPath {
    List<Segment> segments = new ArrayList<>();
    boolean singular = true;
    while (true) {
      int before = cursor.position();
      cursor.skipBlanks();
      if (!cursor.isNext(".") && !cursor.isNext("[")) {
        cursor.moveTo(before);
        return new Query(absolute, segments, singular);
      }
      int start = cursor.position();
      Segment segment = segment();
      segments.add(segment);
      singular = singular && isSingular(segment, start);
    }
  }

  /// By the grammar a singular query has no blanks within its brackets.
  private boolean isSingular(Segment segment, int start) {
    Selector first = segment.selectors().getFirst();
    return !segment.descendant()
        && segment.selectors().size() == 1
        && (first instanceof Name || first instanceof Index)
        && !cursor.hasBlankInside(start);
  }

  private Segment segment() throws MalformedPath {
    if (cursor.accept("..")) {
      return new Segment(true, cursor.isNext("[") ? bracketed() : List.of(dotted()));
    }
    return new Segment(false, cursor.accept(".") ? List.of(dotted()) : bracketed());
  }

  private Selector dotted() throws MalformedPath {
    return cursor.accept("*") ? new Wildcard() : new Name(cursor.bareName());
  }

  private List<Selector> bracketed() throws MalformedPath {
    List<Selector> selectors = new ArrayList<>();
    cursor.expect("[");
    do {
      cursor.skipBlanks();
      selectors.add(selector());
      cursor.skipBlanks();
    } while (cursor.accept(","));
    cursor.expect("]");
    return selectors;
  }

  private Selector selector() throws MalformedPath {
    if (cursor.isQuote()) {
      return new Name(cursor.quoted());
    }
    if (cursor.accept("*")) {
      return new Wildcard();
    }
    if (cursor.accept("?")) {
      enter();
      cursor.skipBlanks();
      Test test = filters.test();
      leave();
      return new Filter(test);
    }
    OptionalLong start = cursor.index();
    if (start.isPresent()) {
      int end = cursor.position();
      cursor.skipBlanks();
      if (!cursor.isNext(":")) {
        cursor.moveTo(end);
        return new Index(start.getAsLong());
      }
    }
    return slice(start);
  }

  private Slice slice(OptionalLong start) throws MalformedPath {
    if (!cursor.accept(":")) {
      throw cursor.malformed("expected a name in quotes, a number, *, : or ?");
    }
    cursor.skipBlanks();
    OptionalLong end = cursor.index();
    int before = cursor.position();
    cursor.skipBlanks();
    if (!cursor.accept(":")) {
      cursor.moveTo(before);
      return new Slice(start, end, 1);
    }
    cursor.skipBlanks();
    return new Slice(start, end, cursor.index().orElse(1));
  }
}

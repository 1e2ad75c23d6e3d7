package io.craton.vault.http.result;

/// A row of a result's table: one member of a JSON object.
///
/// @param always false for a member that is absent when it has no value; none is ever null
/// @param description for the people who read the API's description
public record Member(String name, ResultShape shape, boolean always, String description) {
  /// A member that every such object has.
  public static Member always(String name, ResultShape shape, String description) {
    return new Member(name, shape, true, description);
  }

  /// A member that is there when it has a value.
  public static Member sometimes(String name, ResultShape shape, String description) {
    return new Member(name, shape, false, description);
  }
}

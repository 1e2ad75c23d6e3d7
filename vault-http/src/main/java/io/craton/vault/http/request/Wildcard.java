package io.craton.vault.http.request;

/// A row of a request's table that stands for many fields: all whose names begin alike.
///
/// @param prefix of their names; something must follow it
/// @param maxNameChars of a name (UTF-16 units), prefix included
/// @param maxFields that one request may have of them
/// @param description for the people who read the API's description
public record Wildcard<T>(
    String prefix, int maxNameChars, int maxFields, FieldType<T> type, String description) {
  boolean names(String name) {
    return name.length() > prefix.length()
        && name.length() <= maxNameChars
        && name.startsWith(prefix);
  }
}

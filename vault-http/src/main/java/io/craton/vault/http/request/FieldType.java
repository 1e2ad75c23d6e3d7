package io.craton.vault.http.request;

/// How a JSON value becomes a value of the vault.
///
/// @param shape what is checked before it is converted
public record FieldType<T>(Shape shape, Conversion<T> conversion) {
  /// Makes a value of one that has the shape.
  @FunctionalInterface
  public interface Conversion<T> {
    /// The value of the vault that `value` stands for.
    ///
    /// @param pointer where the value stands, for the errors
    T convert(JsonValue value, String pointer) throws InvalidRequest;
  }

  /// The checked and converted value.
  T read(JsonValue value, String pointer) throws InvalidRequest {
    var problem = ShapeCheck.check(shape, value, pointer);
    if (problem.isPresent()) {
      throw new InvalidRequest(problem.get());
    }
    return conversion.convert(value, pointer);
  }
}

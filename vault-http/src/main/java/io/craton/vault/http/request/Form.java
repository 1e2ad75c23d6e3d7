package io.craton.vault.http.request;

import io.craton.vault.core.bytes.SecretBytes;
import java.util.Arrays;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;

/// The checked values of a request. Closing it wipes the bytes and secrets among them.
public final class Form implements AutoCloseable {
  private final Map<Field<?>, Object> values;
  private final Map<String, Object> wild;

  Form(Map<Field<?>, Object> values, Map<String, Object> wild) {
    this.values = values;
    this.wild = wild;
  }

  /// The value of an optional field.
  @SuppressWarnings("unchecked") // RequestSchema puts only what the field's own type has made.
  public <T> Optional<T> get(Field<T> field) {
    return Optional.ofNullable((T) values.get(field));
  }

  /// The value of a required field.
  ///
  /// @throws IllegalStateException when the schema did not require it
  public <T> T require(Field<T> field) {
    return get(field)
        .orElseThrow(() -> new IllegalStateException(field.name() + " is not required"));
  }

  /// The values of the fields that `wildcard` stands for, which must be that of the schema, by
  /// their whole names.
  @SuppressWarnings("unchecked") // RequestSchema puts only what the wildcard's own type has made.
  public <T> Map<String, T> get(Wildcard<T> wildcard) {
    return (Map<String, T>) wild;
  }

  @Override
  public void close() {
    wipe(values.values());
    wipe(wild.values());
  }

  private static void wipe(Collection<Object> values) {
    for (Object value : values) {
      switch (value) {
        case SecretBytes secret -> secret.close();
        case byte[] bytes -> Arrays.fill(bytes, (byte) 0);
        case Form form -> form.close();
        default -> {
          // Nothing that could be wiped.
        }
      }
    }
  }

  @Override
  public String toString() {
    return "Form" + values.keySet().stream().map(Field::name).sorted().toList();
  }
}

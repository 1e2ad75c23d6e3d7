package io.craton.vault.http.api;

import io.craton.vault.core.Limits;
import io.craton.vault.core.algorithm.Alphabet;
import io.craton.vault.core.bytes.Bytes;
import io.craton.vault.core.port.FormatPreserver.Tweak;
import io.craton.vault.http.request.ErrorCode;
import io.craton.vault.http.request.Field;
import io.craton.vault.http.request.FieldType;
import io.craton.vault.http.request.FieldTypes;
import io.craton.vault.http.request.InvalidRequest;
import io.craton.vault.http.request.Problem;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;

/// Fields of format-preserving encryption. Contract section 8.3.
final class TransformFields {
  static final Field<Alphabet> ALPHABET =
      Field.required("alphabet", alphabet(), "The characters that are encrypted.");

  static final Field<GivenTweak> TWEAK =
      Field.optional("tweak", tweak(), "Seven bytes, in base64; random if absent.").orEmpty();

  static final Field<GivenTweak> NEEDED_TWEAK =
      Field.required("tweak", tweak(), "The seven bytes of the encryption, in base64.");

  private static final SecureRandom RANDOM = new SecureRandom();

  private TransformFields() {}

  /// A tweak, and how it was written: base64 has more than one way to write these bytes.
  record GivenTweak(String text, Tweak value) {}

  /// A random one.
  static GivenTweak newTweak() {
    byte[] bytes = new byte[Tweak.SIZE];
    RANDOM.nextBytes(bytes);
    return new GivenTweak(
        Base64.getEncoder().encodeToString(bytes), new Tweak(Bytes.copyOf(bytes)));
  }

  /// Refuses a text that has too few or too many characters of the alphabet.
  ///
  /// @param pointer to the text
  static void requireLength(Alphabet alphabet, String text, String pointer) throws InvalidRequest {
    int found = alphabet.count(text);
    if (found < alphabet.minChars() || found > alphabet.maxChars()) {
      throw new InvalidRequest(
          Problem.at(
              pointer,
              found < alphabet.minChars() ? ErrorCode.BELOW_MIN_LENGTH : ErrorCode.ABOVE_MAX_LENGTH,
              "expected %d to %d characters of the alphabet, found %d"
                  .formatted(alphabet.minChars(), alphabet.maxChars(), found)));
    }
  }

  private static FieldType<Alphabet> alphabet() {
    List<String> names = Arrays.stream(Alphabet.values()).map(Alphabet::wireName).toList();
    return new FieldType<>(
        FieldTypes.choice(names).shape(),
        (value, pointer) -> Alphabet.ofWireName(FieldTypes.string(value)).orElseThrow());
  }

  private static FieldType<GivenTweak> tweak() {
    FieldType<byte[]> bytes = FieldTypes.base64(Limits.CRYPTO_INPUT_BYTES);
    return new FieldType<>(
        bytes.shape(),
        (value, pointer) -> {
          byte[] tweak = bytes.conversion().convert(value, pointer);
          if (tweak.length != Tweak.SIZE) {
            throw FieldTypes.invalid(
                pointer,
                ErrorCode.BAD_FORMAT,
                "expected " + Tweak.SIZE + " bytes, found " + tweak.length);
          }
          return new GivenTweak(FieldTypes.string(value), new Tweak(Bytes.copyOf(tweak)));
        });
  }
}

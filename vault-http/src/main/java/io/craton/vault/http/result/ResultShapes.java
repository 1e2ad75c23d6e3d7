package io.craton.vault.http.result;

import java.util.Arrays;
import java.util.Optional;
import java.util.function.Function;

/// The shapes that values of answers have.
public final class ResultShapes {
  private static final String ID_CHARS = "[a-z2-7]{32}";
  private static final String TIME =
      "[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}[.][0-9]{6}Z";

  /// Any string.
  public static final ResultShape TEXT = new ResultShape.Text(Optional.empty(), Optional.empty());

  /// A string that is secret.
  public static final ResultShape SECRET =
      new ResultShape.Text(Optional.empty(), Optional.of("password"));

  /// An item's id.
  public static final ResultShape ITEM_ID = matching("pvi_" + ID_CHARS);

  /// A request's id.
  public static final ResultShape REQUEST_ID = matching("prq_" + ID_CHARS);

  /// A point in time: UTC with six fractional digits. Contract section 3.3.
  public static final ResultShape TIMESTAMP =
      new ResultShape.Text(Optional.of(TIME), Optional.of("date-time"));

  /// A point in time, or the empty string.
  public static final ResultShape TIMESTAMP_OR_EMPTY = matching("(?:" + TIME + ")?");

  /// The path of a folder, with a slash at both ends.
  public static final ResultShape FOLDER = matching("/(?:[0-9a-zA-Z_.\\- ]+/)*");

  /// Base64 with padding.
  public static final ResultShape BASE64 =
      matching("(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?");

  /// A public key in PEM. Contract section 7.6.
  public static final ResultShape PUBLIC_KEY_PEM =
      matching("-----BEGIN PUBLIC KEY-----\\n[A-Za-z0-9+/=\\n]+\\n-----END PUBLIC KEY-----\\n");

  /// `true` or `false`.
  public static final ResultShape FLAG = new ResultShape.Flag();

  /// The number of a version, from 1 on.
  public static final ResultShape VERSION = new ResultShape.Whole(1);

  /// An object of strings.
  public static final ResultShape TEXT_MAP = new ResultShape.TextMap();

  /// A document that a caller sent.
  public static final ResultShape DOCUMENT = new ResultShape.OpenObject();

  /// An array of strings.
  public static final ResultShape TEXT_LIST = new ResultShape.ListOf(TEXT);

  private ResultShapes() {}

  /// One of the names that `constants` have on the wire, in their order, each once.
  public static <E> ResultShape choice(E[] constants, Function<E, String> wireName) {
    return new ResultShape.Choice(Arrays.stream(constants).map(wireName).distinct().toList());
  }

  /// An object with its own table.
  public static ResultShape object(ResultSchema schema) {
    return new ResultShape.Composite(schema);
  }

  /// An array of objects.
  public static ResultShape listOf(ResultSchema schema) {
    return new ResultShape.ListOf(object(schema));
  }

  private static ResultShape matching(String pattern) {
    return new ResultShape.Text(Optional.of(pattern), Optional.empty());
  }
}

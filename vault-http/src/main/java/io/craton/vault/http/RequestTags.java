package io.craton.vault.http;

import io.craton.vault.core.Limits;
import io.craton.vault.core.bytes.Bytes;
import io.craton.vault.core.command.RequestTag;
import io.craton.vault.core.id.IdempotencyKey;
import io.craton.vault.core.id.RequestId;
import io.craton.vault.core.token.TokenHash;
import io.craton.vault.http.request.ErrorCode;
import io.craton.vault.http.request.InvalidRequest;
import io.craton.vault.http.request.Problem;
import io.craton.vault.http.server.Exchange;
import java.nio.charset.StandardCharsets;
import java.security.InvalidKeyException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// How retries of a request are recognised. Contract section 1.8.
///
/// | Hash | Over |
/// |---|---|
/// | key of a request | token hash ‖ `request` ‖ request id |
/// | key given by the caller | token hash ‖ `key` ‖ value of `Idempotency-Key` |
/// | fingerprint | path ‖ 0 ‖ body as it was sent, as HMAC-SHA256 keyed with the token |
///
/// The token hash is part of every key, so nobody can ask for another caller's outcome.
/// Fingerprints are written to the log; because the token is not, nobody who reads a disk can tell
/// from one whether a secret was guessed right.
final class RequestTags {
  private static final String RETRIED = "X-Pangea-Retried-Request-Ids";
  private static final String GIVEN = "Idempotency-Key";
  private static final int MAX_KEY_CHARS = 255;

  private RequestTags() {}

  /// @param presented the token as the caller sent it
  static RequestTag of(Exchange exchange, String presented, byte[] body) throws InvalidRequest {
    TokenHash token = TokenHash.ofToken(presented);
    Bytes fingerprint = fingerprint(presented, exchange.path(), body);
    List<String> given = exchange.headers(GIVEN);
    IdempotencyKey key = given.isEmpty() ? ofRequest(token, exchange.id()) : ofValue(token, given);
    return new RequestTag(key, earlier(exchange, token), fingerprint);
  }

  private static IdempotencyKey ofRequest(TokenHash token, RequestId id) {
    return key(token, "request", id.value().toArray());
  }

  private static IdempotencyKey ofValue(TokenHash token, List<String> values)
      throws InvalidRequest {
    String value = values.getFirst();
    boolean legal =
        values.size() == 1
            && !value.isEmpty()
            && value.length() <= MAX_KEY_CHARS
            && value.chars().allMatch(c -> c > ' ' && c < 0x7f);
    if (!legal) {
      throw new InvalidRequest(
          Problem.ofBody(
              ErrorCode.DOES_NOT_MATCH_PATTERN,
              GIVEN + " takes 1 to " + MAX_KEY_CHARS + " visible ASCII characters, once"));
    }
    return key(token, "key", utf8(value));
  }

  /// What is no request id is ignored: a proxy or an older SDK may have put it there.
  private static List<IdempotencyKey> earlier(Exchange exchange, TokenHash token) {
    List<IdempotencyKey> keys = new ArrayList<>();
    for (String text : exchange.listHeader(RETRIED)) {
      if (keys.size() < Limits.RETRIED_REQUEST_IDS) {
        RequestId.parse(text).ifPresent(id -> keys.add(ofRequest(token, id)));
      }
    }
    return keys;
  }

  private static IdempotencyKey key(TokenHash token, String kind, byte[] value) {
    return new IdempotencyKey(Bytes.copyOf(sha256(token.value().toArray(), utf8(kind), value)));
  }

  private static Bytes fingerprint(String token, String path, byte[] body) {
    byte[] key = utf8(token);
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(key, "HmacSHA256"));
      mac.update(utf8(path));
      mac.update((byte) 0);
      return Bytes.copyOf(mac.doFinal(body));
    } catch (NoSuchAlgorithmException | InvalidKeyException e) {
      throw new IllegalStateException("every JDK has HMAC-SHA256", e);
    } finally {
      Arrays.fill(key, (byte) 0);
    }
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] sha256(byte[]... parts) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      for (byte[] part : parts) {
        digest.update(part);
      }
      return digest.digest();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}

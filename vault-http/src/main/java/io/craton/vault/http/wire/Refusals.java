package io.craton.vault.http.wire;

import io.craton.vault.core.decision.Rejection;
import io.craton.vault.core.port.Unavailable;
import io.craton.vault.http.request.ErrorCode;
import io.craton.vault.http.request.InvalidRequest;
import io.craton.vault.http.request.Problem;
import java.time.Duration;
import java.util.List;

/// The one place that maps what went wrong to the wire. Contract sections 1.5 and 1.6.
public final class Refusals {
  private static final int METHOD_NOT_ALLOWED = 405;
  private static final Duration SOON = Duration.ofSeconds(1);

  private Refusals() {}

  /// The answer to a rejected request.
  public static Answer of(Rejection rejection) {
    String detail = rejection.detail();
    return switch (rejection.code()) {
      case ITEM_NOT_FOUND, VERSION_NOT_FOUND, TOKEN_NOT_FOUND, KEK_NOT_FOUND ->
          Answer.of(Status.VAULT_ITEM_NOT_FOUND, detail, ResultWriter.EMPTY);
      case TOKEN_REFUSED, PERMISSION_DENIED -> unauthorized();
      case ILLEGAL_TRANSITION,
          TOO_MANY_VERSIONS,
          ALREADY_BOOTSTRAPPED,
          WRONG_TYPE,
          WRONG_PURPOSE,
          ITEM_DISABLED,
          VERSION_NOT_USABLE,
          ROOT_IS_FIXED,
          KEY_IN_USE,
          KEK_IN_USE,
          KEK_CONFLICT,
          NOT_EXPORTABLE,
          VERIFY_ONLY,
          LAST_ADMIN,
          TOO_MANY_TOKENS,
          GRANT_EXCEEDS_OWN,
          NOT_BOOTSTRAPPED,
          ENCRYPTING_ITEM_UNUSABLE,
          TOO_MANY_MEMBERS,
          LAST_MEMBER,
          MEMBER_LEAVING,
          MAJORITY_AT_RISK,
          LEADER_NOT_MOVED ->
          Answer.of(Status.FORBIDDEN_VAULT_OPERATION, detail, ResultWriter.EMPTY);
      case MEMBER_ELSEWHERE -> invalid(ErrorCode.ITEM_NOT_UNIQUE, detail, "/name");
      case MEMBER_ADDRESS_TAKEN -> invalid(ErrorCode.ITEM_NOT_UNIQUE, detail, "/raft");
      case NO_SUCH_MEMBER -> invalid(ErrorCode.DOES_NOT_EXIST, detail, "/to");
      case MEMBERS_UNKNOWN, MEMBER_CONFLICT -> unavailable(detail, SOON);
      case TOKEN_STORED_ALREADY -> invalid(ErrorCode.ITEM_NOT_UNIQUE, detail, "/token");
      case EXPIRY_PAST -> invalid(ErrorCode.NOT_WITHIN_RANGE, detail, "/expires_at");
      case ADMIN_NEEDS_ROOT -> invalid(ErrorCode.IS_DEPENDENT_ON, detail, "/scope");
      case NAME_TAKEN -> invalid(ErrorCode.ITEM_NOT_UNIQUE, detail, "/name");
      case FOLDER_NAME_INVALID -> invalid(ErrorCode.DOES_NOT_MATCH_PATTERN, detail, "/name");
      case NOT_A_FOLDER -> invalid(ErrorCode.ITEM_NOT_UNIQUE, detail, "/folder");
      case FOLDER_INTO_ITSELF -> invalid(ErrorCode.BAD_STATE, detail, "/folder");
      case ENCRYPTING_ITEM_UNKNOWN ->
          invalid(ErrorCode.DOES_NOT_EXIST, detail, "/encrypting_item_id");
      case POLICY_NOT_APPLICABLE ->
          invalid(ErrorCode.UNEXPECTED_PROPERTY, detail, "/rotation_frequency");
      case FREQUENCY_TOO_SHORT ->
          invalid(ErrorCode.NOT_WITHIN_RANGE, detail, "/rotation_frequency");
      case GRACE_NOT_APPLICABLE ->
          invalid(ErrorCode.UNEXPECTED_PROPERTY, detail, "/rotation_grace_period");
      case VALUE_REQUIRED -> invalid(ErrorCode.FIELD_REQUIRED, detail, "/secret");
      case VALUE_NOT_APPLICABLE -> invalid(ErrorCode.UNEXPECTED_PROPERTY, detail, "/secret");
      case TOO_MANY_ITEMS -> invalid(ErrorCode.IS_TOO_BIG, detail, "/recursive");
      case FOLDER_TOO_DEEP, FOLDER_TOO_BIG ->
          invalid(ErrorCode.NOT_WITHIN_RANGE, detail, "/folder");
      case FOLDER_NOT_EMPTY -> invalid(ErrorCode.BAD_STATE, detail, "/recursive");
      case ASSOCIATED_DATA_NOT_APPLICABLE ->
          invalid(ErrorCode.UNEXPECTED_PROPERTY, detail, "/additional_data");
      case PRIVATE_KEY_REFUSED -> invalid(ErrorCode.BAD_FORMAT, detail, "/private_key");
      case PRIVATE_KEY_REQUIRED -> invalid(ErrorCode.IS_DEPENDENT_ON, detail, "/public_key");
      case PUBLIC_KEY_REFUSED -> invalid(ErrorCode.BAD_FORMAT, detail, "/public_key");
      case SECRET_KEY_REFUSED -> invalid(ErrorCode.BAD_FORMAT, detail, "/key");
      case PLAINTEXT_TOO_LONG -> invalid(ErrorCode.IS_TOO_BIG, detail, "/plain_text");
      case UNDECRYPTABLE -> invalid(ErrorCode.BAD_FORMAT, detail, "/cipher_text");
      case ALGORITHM_UNSUPPORTED -> invalid(ErrorCode.NOT_ENUM_MEMBER, detail, "/algorithm");
      case INPUT_TOO_LONG -> invalid(ErrorCode.IS_TOO_BIG, detail, "");
      case IDEMPOTENCY_MISMATCH -> invalid(ErrorCode.BAD_STATE, detail, "");
      // Lost races that were tried again and lost again: the caller may do the same.
      case VERSION_CONFLICT, NOT_DUE, SWEEP_CONFLICT, TOKEN_CONFLICT ->
          unavailable("the item is being changed", SOON);
      case KEY_TOO_OLD, KEK_RETIRED -> unavailable("The vault did not finish in time", SOON);
    };
  }

  /// The answer when the vault cannot do it now.
  public static Answer of(Unavailable unavailable) {
    Duration retry = unavailable.retryAfter();
    return switch (unavailable.reason()) {
      case NO_QUORUM -> unavailable("No majority of the vault's nodes is reachable", retry);
      case DEADLINE -> unavailable("The vault did not finish in time", retry);
      case OVERLOADED -> unavailable("The vault is overloaded", retry);
      case HSM_DOWN -> unavailable("The HSM does not answer", retry);
      case NOT_READY -> unavailable("The vault is not ready yet", retry);
      case DISK_LOW -> unavailable("This node has too little room for writes", retry);
      case SHUTTING_DOWN -> unavailable("This node is shutting down", retry);
      case HSM_FAILED -> provider("The HSM failed this operation", retry);
      case HSM_KEY_MISSING -> provider("The HSM does not hold the key", retry);
    };
  }

  /// The answer to a request that was not understood.
  public static Answer of(InvalidRequest invalid) {
    return invalid(invalid.status(), invalid.problems());
  }

  /// The answer to a request without an accepted token.
  public static Answer unauthorized() {
    return Answer.of(
            Status.UNAUTHORIZED, "Not authorized to access this resource", ResultWriter.EMPTY)
        .withHeader("WWW-Authenticate", "Bearer");
  }

  /// The answer to a request of a token that asks more often than it may.
  public static Answer tooManyRequests(Duration retryAfter) {
    return retryable(
        Answer.of(
            Status.TOO_MANY_REQUESTS,
            "This token has made more requests than it may for now",
            ResultWriter.EMPTY),
        retryAfter);
  }

  /// The answer to an unknown path.
  public static Answer unknownPath() {
    return Answer.of(Status.NOT_FOUND, "There is nothing at this path", ResultWriter.EMPTY);
  }

  /// The answer to another method than `allowed`.
  public static Answer wrongMethod(String allowed) {
    return Answer.of(
            METHOD_NOT_ALLOWED,
            Status.NOT_FOUND,
            "This path answers to " + allowed + " only",
            ResultWriter.EMPTY)
        .withHeader("Allow", allowed);
  }

  /// The answer after a fault. Tells nothing of it: that is in the log, under the request's id.
  public static Answer fault() {
    return Answer.of(
        Status.INTERNAL_ERROR,
        "We are sorry, something went wrong. Please contact support and name the request id",
        ResultWriter.EMPTY);
  }

  /// The answer to what is no proper HTTP.
  public static Answer malformedHttp(int httpCode, String detail) {
    return invalid(httpCode, List.of(Problem.ofBody(ErrorCode.BAD_FORMAT, detail)));
  }

  private static Answer unavailable(String summary, Duration retryAfter) {
    return retryable(
        Answer.of(Status.SERVICE_NOT_AVAILABLE, summary, ResultWriter.EMPTY), retryAfter);
  }

  private static Answer provider(String summary, Duration retryAfter) {
    return retryable(Answer.of(Status.PROVIDER_ERROR, summary, ResultWriter.EMPTY), retryAfter);
  }

  /// Retry-After has whole seconds; at least one, so that nobody spins.
  private static Answer retryable(Answer answer, Duration retryAfter) {
    long seconds = Math.max(1, retryAfter.plusNanos(999_999_999).toSeconds());
    return answer.withHeader("Retry-After", Long.toString(seconds));
  }

  private static Answer invalid(ErrorCode code, String detail, String source) {
    return invalid(Status.VALIDATION_ERROR.httpCode(), List.of(new Problem(code, detail, source)));
  }

  private static Answer invalid(int httpCode, List<Problem> problems) {
    String count =
        problems.size() == 1 ? "There was 1 error" : "There were " + problems.size() + " errors";
    return Answer.of(
        httpCode,
        Status.VALIDATION_ERROR,
        count + " in the given payload: " + problems.getFirst().detail(),
        out -> {
          out.writeStartObject();
          out.writeArrayFieldStart("errors");
          for (Problem problem : problems) {
            out.writeStartObject();
            out.writeStringField("code", problem.code().wireName());
            out.writeStringField("detail", problem.detail());
            out.writeStringField("source", problem.source());
            out.writeEndObject();
          }
          out.writeEndArray();
          out.writeEndObject();
        });
  }
}

package io.craton.vault.http.openapi;

import static io.craton.vault.http.result.Member.always;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.craton.vault.http.request.ErrorCode;
import io.craton.vault.http.result.ResultSchema;
import io.craton.vault.http.result.ResultShape;
import io.craton.vault.http.result.ResultShapes;
import io.craton.vault.http.wire.Status;
import java.util.Arrays;
import java.util.List;

/// The envelope around each kind of result. Contract sections 1.4 to 1.6.
final class Envelopes {
  private static final ResultSchema NOTHING =
      ResultSchema.of("NoResult", "An object without members.");

  private static final ResultSchema ERROR =
      ResultSchema.of(
          "ValidationProblem",
          "One thing that is wrong with a request.",
          always(
              "code",
              ResultShapes.choice(ErrorCode.values(), ErrorCode::wireName),
              "What is wrong, for programs."),
          always("detail", ResultShapes.TEXT, "What is wrong, for people. Never quotes the value."),
          always(
              "source",
              ResultShapes.TEXT,
              "Where: a JSON pointer into the body, such as /metadata/owner; empty for the body as"
                  + " a whole."));

  private static final ResultSchema ERRORS =
      ResultSchema.of(
          "ValidationProblems",
          "All that was found to be wrong, up to a bound.",
          always("errors", ResultShapes.listOf(ERROR), "At least one."));

  private final ResultSchemas schemas;

  Envelopes(ResultSchemas schemas) {
    this.schemas = schemas;
  }

  /// Around the result of an operation that went well.
  ObjectNode success(ResultSchema result) {
    return ref(
        result.name() + "Response",
        "The answer with that result: " + result.description(),
        result,
        Status.SUCCESS);
  }

  /// Around the problems of a request.
  ObjectNode invalid() {
    return ref(
        "ValidationErrorResponse",
        "The request was not understood, and nothing was done.",
        ERRORS,
        Status.VALIDATION_ERROR);
  }

  /// Around nothing, where the status says all.
  ObjectNode error(Status... statuses) {
    return ref(
        statuses[0].wireName() + "Response",
        "The request was not carried out; status and summary say why.",
        NOTHING,
        statuses);
  }

  private ObjectNode ref(String name, String description, ResultSchema result, Status... statuses) {
    List<String> names = Arrays.stream(statuses).map(Status::wireName).toList();
    return schemas.ref(
        ResultSchema.of(
            name,
            description,
            always(
                "request_id",
                ResultShapes.REQUEST_ID,
                "Names the request; the same as in the header X-Request-Id."),
            always("request_time", ResultShapes.TIMESTAMP, "When the request came in."),
            always("response_time", ResultShapes.TIMESTAMP, "When the answer was made."),
            always("status", new ResultShape.Choice(names), "How it went, for programs."),
            always("summary", ResultShapes.TEXT, "How it went, for people."),
            always("result", ResultShapes.object(result), "What came of it.")));
  }
}

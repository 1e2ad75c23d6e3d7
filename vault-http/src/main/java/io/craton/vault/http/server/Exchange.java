package io.craton.vault.http.server;

import io.craton.vault.core.id.RequestId;
import io.craton.vault.core.port.Deadline;
import io.craton.vault.core.port.Unavailable;
import io.craton.vault.http.request.InvalidRequest;
import io.craton.vault.http.wire.Answer;
import io.craton.vault.http.wire.Envelope;
import io.craton.vault.http.wire.Refusals;
import io.craton.vault.http.wire.StaticContent;
import io.craton.vault.http.wire.WipeableBuffer;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.eclipse.jetty.ee10.servlet.ServletContextRequest;
import org.eclipse.jetty.io.EndPoint;
import org.jspecify.annotations.Nullable;

/// One request and its answer. For one thread, in whose place the [RequestWatch] answers when it is
/// not back by its deadline: then whatever it still sends is dropped.
public final class Exchange {
  private static final Duration RETRY = Duration.ofSeconds(1);

  private final HttpServletRequest request;
  private final HttpServletResponse response;
  private final RequestId id;
  private final Instant receivedAt;
  private final HttpLimits limits;
  private final Envelope envelope;
  private final BodyBudget.Room room;
  private final Turn turn = new Turn();
  private @Nullable Deadline deadline;
  private Duration patience;
  private boolean bodyRead;
  private boolean closesConnection;
  private boolean cutsOffBody;
  private long skipped;
  private long sentBytes;
  private Outcome outcome = Outcome.NONE;

  Exchange(
      HttpServletRequest request,
      HttpServletResponse response,
      RequestId id,
      Instant receivedAt,
      HttpLimits limits,
      Envelope envelope,
      BodyBudget.Room room) {
    this.request = request;
    this.response = response;
    this.id = id;
    this.receivedAt = receivedAt;
    this.limits = limits;
    this.envelope = envelope;
    this.room = room;
    this.patience = limits.bodyTimeout();
  }

  Turn turn() {
    return turn;
  }

  /// The id that the answer bears.
  public RequestId id() {
    return id;
  }

  /// When the vault stops working on it. Counts anew once the body has arrived, so that a slow
  /// client does not eat the time of the vault. Watched for the request's thread, from when it is
  /// first asked for.
  public Deadline deadline() {
    Deadline current = deadline;
    if (current == null) {
      current = Deadline.after(limits.requestTimeout(), System::nanoTime).watchedBy(turn);
      deadline = current;
    }
    return current;
  }

  /// Every value of a header, in order.
  public List<String> headers(String name) {
    return Collections.list(request.getHeaders(name));
  }

  /// The path as it was sent.
  public String path() {
    return request.getRequestURI();
  }

  /// The body. The caller wipes it.
  public byte[] readBody() throws InvalidRequest, Unavailable {
    if (!turn.beginReading()) {
      throw late();
    }
    try {
      Deadline bodyDeadline = Deadline.after(limits.bodyTimeout(), System::nanoTime);
      byte[] body = Bodies.read(request, limits.bodyBytes(), bodyDeadline, room);
      bodyRead = true;
      return body;
    } finally {
      deadline = null;
      turn.endReading();
    }
  }

  private static Unavailable late() {
    return new Unavailable(
        Unavailable.Reason.DEADLINE, "the request took longer than it may", RETRY);
  }

  /// Writes the answer, unless the watch has answered. Called once. An answer that cannot be
  /// rendered leaves the turn to the one that tells of the fault.
  public void send(Answer answer) throws IOException {
    try (WipeableBuffer body = envelope.render(answer, id, receivedAt)) {
      if (turn.beginAnswering()) {
        if (!bodyRead && mayHaveBody()) {
          skipBody();
        }
        write(answer, body);
      }
    }
  }

  /// Writes a file as the answer. Called once, in place of the other.
  public void send(StaticContent file) throws IOException {
    if (turn.beginAnswering()) {
      if (!bodyRead && mayHaveBody()) {
        skipBody();
      }
      outcome = new Outcome(HttpServletResponse.SC_OK, "");
      write(HttpServletResponse.SC_OK, file.headers(), file.size(), file::writeTo);
    }
  }

  /// Writes an answer of any length as it is made. Called once, in place of the others. The client
  /// has to take it at a [Pace]; when it does not, or `content` fails, the connection is cut, by
  /// which the client knows that it has not got all.
  public void stream(String type, Content content) throws IOException {
    if (!turn.beginAnswering()) {
      return;
    }
    if (!bodyRead && mayHaveBody()) {
      skipBody();
    }
    response.setStatus(HttpServletResponse.SC_OK);
    ResponseHeaders.forEach(id, response::setHeader);
    response.setHeader("Content-Type", type);
    PacedStream paced = new PacedStream(response.getOutputStream(), Pace.LEAST, System::nanoTime);
    boolean whole = false;
    try {
      content.writeTo(paced);
      paced.flush();
      whole = true;
    } finally {
      sentBytes = paced.sent();
      if (!whole) {
        abort();
      }
    }
  }

  /// Watch: writes the answer that the request's thread cannot give, and ends the connection, which
  /// that thread holds for as long as it is stuck.
  void sendInPlaceOfItsThread() throws IOException {
    closeConnection();
    Answer answer = Refusals.of(late());
    try (WipeableBuffer body = envelope.render(answer, id, receivedAt)) {
      write(answer, body);
    }
  }

  private void write(Answer answer, WipeableBuffer body) throws IOException {
    int size = body.size();
    boolean enveloped = answer.layout() == Answer.Layout.ENVELOPE;
    outcome = new Outcome(answer.httpCode(), enveloped ? answer.status().wireName() : "");
    write(answer.httpCode(), answer.headers(), size, out -> out.write(body.array(), 0, size));
  }

  /// Writes the body of an answer.
  @FunctionalInterface
  public interface Content {
    /// Writes all of it.
    ///
    /// @throws IOException when what was written is not all of it
    void writeTo(OutputStream out) throws IOException;
  }

  /// Whoever does not read its answer is cut off when a body would be, since a request counts as
  /// being served until its answer has gone.
  private void write(int httpCode, Map<String, String> headers, int size, Content content)
      throws IOException {
    response.setStatus(httpCode);
    if (closesConnection) {
      response.setHeader("Connection", "close");
    }
    ResponseHeaders.forEach(id, response::setHeader);
    headers.forEach(response::setHeader);
    response.setContentLength(size);
    sentBytes = size;
    Deadline gone = Deadline.after(patience, System::nanoTime);
    try (var _ = Alarm.interruptAt(gone)) {
      content.writeTo(response.getOutputStream());
      response.getOutputStream().flush();
    }
  }

  /// Gives the client less time to read the answer, which is short: it is written without a place
  /// among the requests in service.
  void hurry() {
    patience = limits.lingerTimeout();
  }

  /// The connection ends with the answer.
  void closeConnection() {
    closesConnection = true;
  }

  /// The HTTP code and size of what was sent.
  int status() {
    return response.getStatus();
  }

  /// What it was answered with, or began to be.
  Outcome outcome() {
    return outcome;
  }

  long sentBytes() {
    return sentBytes;
  }

  /// Whether its body is in another transfer coding than chunks, which would be read as if it were
  /// in none.
  boolean isCoded() {
    List<String> codings = headers("Transfer-Encoding");
    boolean chunked = codings.size() == 1 && codings.getFirst().strip().equalsIgnoreCase("chunked");
    return !codings.isEmpty() && !chunked;
  }

  private boolean mayHaveBody() {
    return request.getContentLengthLong() > 0 || request.getHeader("Transfer-Encoding") != null;
  }

  /// Drops what has arrived of a body that nobody reads. Never waits for more of it: whoever has no
  /// token could hold up the vault with a body that does not come. The rest is cut off with the
  /// connection, after [#linger()].
  private void skipBody() {
    try {
      if (request.getHeader("Expect") != null) {
        // Looking at the body would ask the client for it.
        closeConnection();
      } else {
        skipped = Bodies.skipArrived(request, limits.bodyBytes());
        if (!Bodies.isWhole(request, skipped)) {
          closeConnection();
          cutsOffBody = true;
        }
      }
    } catch (IOException e) {
      closeConnection();
    }
  }

  /// Takes what still comes of a body that was refused, for a bounded time. To close a connection
  /// with bytes unread resets it, and a client that is still sending then loses the answer (RFC
  /// 9112 section 9.6). Called after the answer, when the request no longer counts as being served.
  void linger() {
    EndPoint connection = endPoint();
    Bodies.discard(
        request,
        skipped,
        Deadline.after(limits.lingerTimeout(), System::nanoTime),
        () -> !connection.isOpen() || connection.isInputShutdown());
  }

  /// True when [#linger()] is due.
  boolean isToLinger() {
    return cutsOffBody;
  }

  /// Closes the connection at once, without an answer.
  void abort() {
    endPoint().close();
  }

  private EndPoint endPoint() {
    return ServletContextRequest.getServletContextRequest(request)
        .getConnectionMetaData()
        .getConnection()
        .getEndPoint();
  }

  /// The values of a header that is a list, in order.
  public List<String> listHeader(String name) {
    List<String> values = new ArrayList<>();
    for (String line : headers(name)) {
      for (String value : line.split(",", -1)) {
        values.add(value.strip());
      }
    }
    return values;
  }
}

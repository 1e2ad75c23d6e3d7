package io.craton.vault.node.command.client;

import io.craton.vault.core.bytes.SecretBytes;
import io.craton.vault.node.exit.ExitCode;
import io.craton.vault.node.exit.StartFailure;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.channels.UnresolvedAddressException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/// Asks the nodes in the order given until one answers. Speaks to them only, whatever proxies the
/// environment names, and follows no redirection: neither may see the token.
///
/// | What happens | Then |
/// |---|---|
/// | no connection | the next node |
/// | the node's certificate is not trusted | the end: an attacker must not be passed over in silence |
/// | the connection breaks before the answer | the next node, if the request may be repeated |
/// | 503, 429, or 502 with Retry-After | the next node; when all say so, all again after the shortest Retry-After |
/// | anything else | that is the answer |
///
/// It gives up when every node is down, or when the time to wait would go beyond its patience.
public final class NodeClient implements AutoCloseable {
  /// How long busy nodes are asked again.
  public static final Duration PATIENCE = Duration.ofSeconds(20);

  private static final Duration CONNECT = Duration.ofSeconds(5);

  /// Longer than the vault takes for the largest key.
  private static final Duration ANSWER = Duration.ofSeconds(90);

  /// Until an answer begins that the node has to prepare.
  private static final Duration DOWNLOAD = Duration.ofMinutes(5);

  /// Of an answer that is not what was asked for.
  private static final int MOST_REFUSED = 64 << 10;

  private static final int OK = 200;

  private static final Duration SHORTEST_WAIT = Duration.ofMillis(500);

  private final List<Address> nodes;
  private final HttpClient http;
  private final Duration patience;
  private final Consumer<String> hints;

  /// @param nodes at least one
  /// @param tls asked only when a node is reached by TLS, because it takes time to make
  /// @param hints told when it goes on to another node
  public NodeClient(List<Address> nodes, TlsSource tls, Duration patience, Consumer<String> hints)
      throws StartFailure {
    this.nodes = List.copyOf(nodes);
    this.patience = patience;
    this.hints = hints;
    HttpClient.Builder builder =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .proxy(HttpClient.Builder.NO_PROXY)
            .connectTimeout(CONNECT);
    if (nodes.stream().anyMatch(Address::tls)) {
      builder.sslContext(tls.context());
    }
    this.http = builder.build();
  }

  /// Makes the context for TLS.
  public interface TlsSource {
    SSLContext context() throws StartFailure;
  }

  /// The first answer that is not passing; the last passing one when patience is at its end.
  ///
  /// @throws StartFailure with `NODE_UNREACHABLE` when no node answers, with `TLS_FAILED` when one
  ///   is not who it should be
  public NodeAnswer send(NodeRequest request, SecretBytes token)
      throws StartFailure, InterruptedException {
    long start = System.nanoTime();
    while (true) {
      Round round = new Round();
      for (int i = 0; i < nodes.size(); i++) {
        Optional<NodeAnswer> answer = attempt(nodes.get(i), request, token, round);
        if (answer.isPresent()) {
          return answer.get();
        }
        if (i + 1 < nodes.size()) {
          hints.accept(round.last + "; asking " + nodes.get(i + 1));
        }
      }
      if (round.busy.isEmpty()) {
        throw unreachable(round);
      }
      Duration wait = round.wait(SHORTEST_WAIT);
      if (System.nanoTime() - start + wait.toNanos() > patience.toNanos()) {
        return round.busy.getLast();
      }
      hints.accept(round.last + "; asking again in " + wait.toMillis() + " ms");
      Thread.sleep(wait);
    }
  }

  /// What one turn over all nodes has met.
  private static final class Round {
    private final List<String> down = new ArrayList<>();
    private final List<NodeAnswer> busy = new ArrayList<>();
    private String last = "";

    void down(Address node, String why) {
      last = node + " " + why;
      down.add(last);
    }

    void busy(NodeAnswer answer) {
      last = answer.node() + " answers " + answer.code();
      busy.add(answer);
    }

    Duration wait(Duration shortest) {
      Duration asked =
          busy.stream().map(NodeAnswer::retryAfter).min(Duration::compareTo).orElseThrow();
      return asked.compareTo(shortest) < 0 ? shortest : asked;
    }
  }

  /// Something to do with an answer while it comes.
  @FunctionalInterface
  public interface Use {
    /// Reads it.
    ///
    /// @throws IOException also when the answer breaks off
    void of(InputStream body) throws IOException, StartFailure;
  }

  /// Gives `use` what the first node answers with 200 that a connection can be made to. Nothing is
  /// asked twice.
  ///
  /// @return any other answer
  public Optional<NodeAnswer> download(NodeRequest request, SecretBytes token, Use use)
      throws StartFailure, InterruptedException {
    Round round = new Round();
    for (Address node : nodes) {
      try {
        HttpResponse<InputStream> answer =
            http.send(http(node, request, token, DOWNLOAD), BodyHandlers.ofInputStream());
        try (InputStream body = answer.body()) {
          if (answer.statusCode() == OK) {
            use(use, body, node);
            return Optional.empty();
          }
          String refusal = new String(body.readNBytes(MOST_REFUSED), StandardCharsets.UTF_8);
          return Optional.of(
              new NodeAnswer(node, answer.statusCode(), refusal, retryAfter(answer)));
        }
      } catch (IOException e) {
        lost(node, request, round, e);
      }
    }
    throw unreachable(round);
  }

  private static void use(Use use, InputStream body, Address node) throws StartFailure {
    try {
      use.of(body);
    } catch (IOException e) {
      throw new StartFailure(
          ExitCode.NODE_UNREACHABLE,
          node + ": the answer broke off; see the log of that node, then try again",
          e);
    }
  }

  private static StartFailure unreachable(Round round) {
    return new StartFailure(
        ExitCode.NODE_UNREACHABLE,
        "no node answers: " + String.join("; ", round.down) + "; start it, then try again");
  }

  /// Empty when another node should be asked.
  private Optional<NodeAnswer> attempt(
      Address node, NodeRequest request, SecretBytes token, Round round)
      throws StartFailure, InterruptedException {
    try {
      NodeAnswer answer =
          answer(node, http.send(http(node, request, token, ANSWER), BodyHandlers.ofString()));
      if (answer.passing() && request.repeatable()) {
        round.busy(answer);
        return Optional.empty();
      }
      return Optional.of(answer);
    } catch (IOException e) {
      lost(node, request, round, e);
      return Optional.empty();
    }
  }

  /// Notes that the connection failed, unless no other node may be asked because of that.
  private static void lost(Address node, NodeRequest request, Round round, IOException e)
      throws StartFailure {
    Optional<String> distrust = TlsTrouble.of(e);
    if (distrust.isPresent()) {
      throw new StartFailure(ExitCode.TLS_FAILED, node + ": " + distrust.get(), e);
    }
    boolean arrived = !neverSent(e);
    if (arrived && !request.repeatable()) {
      throw new StartFailure(
          ExitCode.NODE_UNREACHABLE,
          node + " ended the connection before it answered; it may have done what was asked",
          e);
    }
    round.down(node, arrived ? "ended the connection" : "does not answer");
  }

  private static HttpRequest http(
      Address node, NodeRequest request, SecretBytes token, Duration patience) throws StartFailure {
    HttpRequest.Builder http =
        HttpRequest.newBuilder(node.resolve(request.path()))
            .timeout(patience)
            .method(
                request.method(),
                request.body().isPresent()
                    ? BodyPublishers.ofByteArray(request.bytes())
                    : BodyPublishers.noBody());
    if (request.body().isPresent()) {
      http.header("Content-Type", "application/json");
    }
    if (request.repetition() instanceof NodeRequest.Repetition.Recognised recognised) {
      http.header("Idempotency-Key", recognised.key());
    }
    try {
      http.header("Authorization", "Bearer " + token.decodeUtf8());
    } catch (IllegalArgumentException e) {
      // Without the cause, which quotes it.
      throw new StartFailure(ExitCode.USAGE, "the token has characters that no token has");
    }
    return http.build();
  }

  private static NodeAnswer answer(Address node, HttpResponse<String> response) {
    return new NodeAnswer(node, response.statusCode(), response.body(), retryAfter(response));
  }

  private static Duration retryAfter(HttpResponse<?> response) {
    return response
        .headers()
        .firstValue("Retry-After")
        .filter(text -> text.matches("[0-9]{1,6}"))
        .map(text -> Duration.ofSeconds(Long.parseLong(text)))
        .orElse(Duration.ZERO);
  }

  /// Whether the connection was never there, so that nothing can have been done.
  private static boolean neverSent(IOException e) {
    for (@Nullable Throwable at = e; at != null; at = at.getCause()) {
      if (at instanceof ConnectException
          || at instanceof HttpConnectTimeoutException
          || at instanceof UnresolvedAddressException
          || TlsTrouble.isHandshake(at)) {
        return true;
      }
    }
    return false;
  }

  @Override
  public void close() {
    http.shutdownNow();
  }
}

package io.craton.vault.node.command;

import com.fasterxml.jackson.databind.JsonNode;
import io.craton.vault.core.bytes.SecretBytes;
import io.craton.vault.node.command.client.Address;
import io.craton.vault.node.command.client.NodeAnswer;
import io.craton.vault.node.command.client.NodeClient;
import io.craton.vault.node.command.client.NodeRequest;
import io.craton.vault.node.configuration.Configuration;
import io.craton.vault.node.configuration.Endpoint;
import io.craton.vault.node.configuration.PemPair;
import io.craton.vault.node.exit.ExitCode;
import io.craton.vault.node.exit.StartFailure;
import io.craton.vault.node.tls.ClientContext;
import java.util.List;
import java.util.Optional;

/// Requests to the admin address of a node, or of the first of several that answers, for commands.
public final class AdminCalls {
  private static final int OK = 200;
  private static final int UNAUTHORIZED = 401;
  private static final int TOO_MANY = 429;
  private static final int UNAVAILABLE = 503;

  private final ClientSource source;
  private final String refusal;

  /// Makes a client of the nodes, for one request.
  interface ClientSource {
    NodeClient client() throws StartFailure;
  }

  AdminCalls(ClientSource source, String refusal) {
    this.source = source;
    this.refusal = refusal;
  }

  /// To the node of that configuration, which shows the certificate that it names.
  ///
  /// @param refusal what a 401 means to whoever reads the command's errors
  public static AdminCalls of(Configuration configuration, String refusal) {
    Optional<PemPair> shown = configuration.admin().tls().map(Configuration.ServerTls::identity);
    List<Address> node = List.of(local(configuration.admin().endpoint(), shown.isPresent()));
    NodeClient.TlsSource tls = () -> ClientContext.pinning(shown.orElseThrow());
    return new AdminCalls(() -> new NodeClient(node, tls, NodeClient.PATIENCE, _ -> {}), refusal);
  }

  /// The address under which this machine reaches a listener.
  private static Address local(Endpoint node, boolean tls) {
    boolean wildcard = node.host().equals("0.0.0.0") || node.host().equals("::");
    return new Address(tls, wildcard ? new Endpoint("127.0.0.1", node.port()) : node);
  }

  /// The answer to a request with a body that may do something else when it is sent twice: it is
  /// sent to another node only when it cannot have arrived.
  public JsonNode post(String path, SecretBytes key, String body)
      throws StartFailure, InterruptedException {
    return post(path, key, Optional.of(body), new NodeRequest.Repetition.Harmful());
  }

  /// The same without a body.
  public JsonNode post(String path, SecretBytes key) throws StartFailure, InterruptedException {
    return post(path, key, Optional.empty(), new NodeRequest.Repetition.Harmful());
  }

  /// The answer to a request with a body that does no harm when it is sent twice: it reads, or
  /// brings about what may be there already.
  public JsonNode postRepeatable(String path, SecretBytes key, String body)
      throws StartFailure, InterruptedException {
    return post(path, key, Optional.of(body), new NodeRequest.Repetition.Harmless());
  }

  /// What there is at a path.
  public JsonNode get(String path, SecretBytes key) throws StartFailure, InterruptedException {
    return send(NodeRequest.get(path), key);
  }

  /// Gives `use` what a request without a body is answered with, as it comes. Once it comes, no
  /// other node is asked.
  public void download(String path, SecretBytes key, NodeClient.Use use)
      throws StartFailure, InterruptedException {
    NodeRequest request =
        new NodeRequest("POST", path, Optional.empty(), new NodeRequest.Repetition.Harmful());
    try (NodeClient client = source.client()) {
      Optional<NodeAnswer> refused = client.download(request, key, use);
      if (refused.isPresent()) {
        var _ = result(refused.get());
      }
    }
  }

  private JsonNode post(
      String path, SecretBytes key, Optional<String> body, NodeRequest.Repetition repetition)
      throws StartFailure, InterruptedException {
    return send(new NodeRequest("POST", path, body, repetition), key);
  }

  private JsonNode send(NodeRequest request, SecretBytes key)
      throws StartFailure, InterruptedException {
    try (NodeClient client = source.client()) {
      return result(client.send(request, key));
    }
  }

  private JsonNode result(NodeAnswer answer) throws StartFailure {
    JsonNode body = answer.json();
    String why = answer.code() + " " + body.path("summary").asText(body.path("status").asText());
    return switch (answer.code()) {
      case OK -> body;
      case UNAVAILABLE, TOO_MANY ->
          throw new StartFailure(
              ExitCode.TRY_AGAIN, "the node cannot do it now: " + why + "; try again");
      case UNAUTHORIZED -> throw new StartFailure(ExitCode.REFUSED, refusal);
      default -> throw new StartFailure(ExitCode.REFUSED, "the node refuses: " + why);
    };
  }
}

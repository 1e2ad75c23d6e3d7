package io.craton.vault.node.command;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.craton.vault.core.bytes.SecretBytes;
import io.craton.vault.node.configuration.Configuration;
import io.craton.vault.node.configuration.Endpoint;
import io.craton.vault.node.exit.ExitCode;
import io.craton.vault.node.exit.StartFailure;
import io.craton.vault.node.running.Credentials;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/// Has the local node mint the cluster's first token. Works once in a cluster's life.
@Command(
    name = "bootstrap",
    description = "Prints the cluster's first token, once; asks the local node's admin address.")
final class BootstrapCommand implements Callable<Integer> {
  private static final Duration CONNECT = Duration.ofSeconds(5);
  private static final Duration ANSWER = Duration.ofSeconds(30);
  private static final int OK = 200;
  private static final int UNAUTHORIZED = 401;
  private static final int UNAVAILABLE = 503;

  @Spec private CommandSpec spec = CommandSpec.create();
  @Mixin private ConfigurationOptions options = new ConfigurationOptions();

  @Override
  public Integer call() throws StartFailure, InterruptedException {
    Configuration configuration = options.load();
    Path keyFile =
        configuration
            .admin()
            .bootstrapKeyFile()
            .orElseThrow(() ->
                new StartFailure(
                    ExitCode.CONFIGURATION,
                    "bootstrap.key-file is missing; set it, here and for the node"));
    try (SecretBytes key = Credentials.bootstrapKey(keyFile)) {
      HttpResponse<String> answer = ask(configuration.admin().endpoint(), key);
      spec.commandLine().getOut().println(token(answer));
      return ExitCode.OK.code();
    }
  }

  private static HttpResponse<String> ask(Endpoint admin, SecretBytes key)
      throws StartFailure, InterruptedException {
    Endpoint local = isWildcard(admin) ? new Endpoint("127.0.0.1", admin.port()) : admin;
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://" + local + "/admin/v1/bootstrap"))
            .timeout(ANSWER)
            .header("Authorization", "Bearer " + key.decodeUtf8())
            .POST(HttpRequest.BodyPublishers.noBody())
            .build();
    try (HttpClient client =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .proxy(HttpClient.Builder.NO_PROXY)
            .connectTimeout(CONNECT)
            .build()) {
      return client.send(request, HttpResponse.BodyHandlers.ofString());
    } catch (IOException e) {
      throw new StartFailure(
          ExitCode.NODE_UNREACHABLE,
          "no node answers at " + local + "; start it, then try again",
          e);
    }
  }

  private static boolean isWildcard(Endpoint endpoint) {
    return endpoint.host().equals("0.0.0.0") || endpoint.host().equals("::");
  }

  private static String token(HttpResponse<String> answer) throws StartFailure {
    JsonNode body = json(answer.body());
    String why =
        answer.statusCode() + " " + body.path("summary").asText(body.path("status").asText());
    return switch (answer.statusCode()) {
      case OK -> body.path("token").asText();
      case UNAVAILABLE ->
          throw new StartFailure(
              ExitCode.TRY_AGAIN, "the node cannot do it now: " + why + "; try again");
      case UNAUTHORIZED ->
          throw new StartFailure(
              ExitCode.REFUSED,
              "the node refuses the key: it runs with another bootstrap.key-file, or the cluster"
                  + " has had its first token");
      default -> throw new StartFailure(ExitCode.REFUSED, "the node refuses: " + why);
    };
  }

  private static JsonNode json(String text) throws StartFailure {
    try {
      return JsonMapper.builder().build().readTree(text);
    } catch (IOException e) {
      throw new StartFailure(
          ExitCode.NODE_UNREACHABLE,
          "what answers at the admin address is no node of Craton; check admin.port",
          e);
    }
  }
}

package io.craton.vault.bench.cluster;

import io.craton.vault.bench.load.Request;
import io.craton.vault.bench.load.Target;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLContext;

/// Makes the items that a load asks for. Not measured.
final class Api implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final int OK = 200;

  /// Of an item, in the result of an answer.
  private static final Pattern ID = Pattern.compile("\"id\"\\s*:\\s*\"(pvi_[a-z0-9]+)\"");

  private final HttpClient client;
  private final Target target;
  private final String token;

  Api(Target target, SSLContext tls, String token) {
    this.client =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .sslContext(tls)
            .connectTimeout(PATIENCE)
            .build();
    this.target = target;
    this.token = token;
  }

  /// Asks, and wants it done.
  ///
  /// @return the id of the item
  String create(Request request) throws IOException {
    HttpResponse<String> answer;
    try {
      answer =
          client.send(
              HttpRequest.newBuilder(URI.create("https://" + target.authority() + request.path()))
                  .timeout(PATIENCE)
                  .header("Authorization", "Bearer " + token)
                  .header("Content-Type", "application/json")
                  .POST(BodyPublishers.ofString(request.body()))
                  .build(),
              BodyHandlers.ofString());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
    Matcher id = ID.matcher(answer.body());
    if (answer.statusCode() != OK || !id.find()) {
      throw new IOException(
          request.path() + " was answered with " + answer.statusCode() + ": " + answer.body());
    }
    return id.group(1);
  }

  @Override
  public void close() {
    client.close();
  }
}

package io.craton.vault.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The document and the page that shows it, for callers without a token.
@TestInstance(Lifecycle.PER_CLASS)
class DocsTest {
  private static final Pattern LINK = Pattern.compile("(?:href|src)=\"([^\"]*)\"");

  private final TestApi api = TestApi.start();

  @AfterAll
  void stop() {
    api.close();
  }

  private HttpResponse<String> get(String path) {
    return api.sendRaw(HttpRequest.newBuilder(api.uri(path)).build());
  }

  private static String header(HttpResponse<String> response, String name) {
    return response.headers().firstValue(name).orElse("");
  }

  @Test
  void theDocumentIsServedToEverybody() throws Exception {
    HttpResponse<String> response = get("/openapi.json");
    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(header(response, "Content-Type")).isEqualTo("application/json");
    assertThat(header(response, "Cache-Control")).isEqualTo("no-cache");
    assertThat(header(response, "X-Content-Type-Options")).isEqualTo("nosniff");
    assertThat(new ObjectMapper().readTree(response.body())).isEqualTo(api.contract.document());
    assertThat(response.body()).contains("\"openapi\" : \"3.1.0\"");
  }

  @Test
  void thePageLoadsItsFilesFromThisServerAndNothingElse() {
    HttpResponse<String> page = get("/docs");
    assertThat(page.statusCode()).isEqualTo(200);
    assertThat(header(page, "Content-Type")).isEqualTo("text/html;charset=utf-8");
    assertThat(header(page, "X-Content-Type-Options")).isEqualTo("nosniff");
    assertThat(header(page, "Content-Security-Policy"))
        .contains("default-src 'none'", "script-src 'self';", "style-src 'self';")
        .contains("connect-src 'self'", "frame-ancestors 'none'")
        .doesNotContain("unsafe", "http");
    assertThat(page.body()).doesNotContain("http:", "https:", "style=", "onload", "<style");
    Matcher links = LINK.matcher(page.body());
    int files = 0;
    while (links.find()) {
      if (links.group(1).startsWith("data:")) {
        continue;
      }
      HttpResponse<String> file = get("/" + links.group(1));
      assertThat(file.statusCode()).as(links.group(1)).isEqualTo(200);
      assertThat(header(file, "X-Content-Type-Options")).isEqualTo("nosniff");
      assertThat(file.body()).isNotEmpty();
      files++;
    }
    assertThat(files).as("links").isEqualTo(4);
    assertThat(page.body()).as("scripts without a source").doesNotContainPattern("<script>");
  }

  @ParameterizedTest
  @CsvSource({
    "docs.js, text/javascript;charset=utf-8",
    "swagger-ui-bundle.js, text/javascript;charset=utf-8",
    "swagger-ui.css, text/css;charset=utf-8",
  })
  void filesOfThePageMayBeKeptForLong(String name, String type) {
    HttpResponse<String> file = get("/docs/" + name);
    assertThat(file.statusCode()).isEqualTo(200);
    assertThat(header(file, "Content-Type")).isEqualTo(type);
    assertThat(header(file, "Cache-Control")).contains("max-age=31536000", "immutable");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/docs/",
        "/docs/docs.html",
        "/docs/swagger-ui.js",
        "/docs/index.html",
        "/docs/package-info.class",
        "/docs/Swagger-UI.css",
        "/docs/swagger-ui.css/",
        "/docs/sub/swagger-ui.css",
        "/docs/..",
        "/docs/../openapi.json",
        "/docs/%2e%2e",
        "/docs/..%2fdocs.html",
        "/docs/%2fetc%2fpasswd",
        "/docs/swagger-ui.css%00",
        "/openapi.json/",
        "/openapi.yaml",
      })
  void nothingElseIsServed(String path) {
    HttpResponse<String> response = get(path);
    assertThat(response.statusCode()).isIn(400, 404);
    assertThat(header(response, "Content-Type")).isEqualTo("application/json");
    assertThat(header(response, "Cache-Control")).isEqualTo("no-store");
  }

  @Test
  void otherMethodsAreNotAllowed() throws Exception {
    for (String path : List.of("/openapi.json", "/docs", "/docs/swagger-ui.css")) {
      for (String method : List.of("POST", "PUT", "DELETE", "OPTIONS")) {
        HttpResponse<String> response =
            api.sendRaw(
                HttpRequest.newBuilder(api.uri(path))
                    .method(method, BodyPublishers.ofString("{}"))
                    .build());
        assertThat(response.statusCode()).as(method + " " + path).isEqualTo(405);
        assertThat(header(response, "Allow")).isEqualTo("GET");
      }
      HttpResponse<String> head =
          api.client.send(
              HttpRequest.newBuilder(api.uri(path)).method("HEAD", BodyPublishers.noBody()).build(),
              HttpResponse.BodyHandlers.ofString());
      assertThat(head.statusCode()).as("HEAD " + path).isEqualTo(405);
      assertThat(header(head, "Allow")).isEqualTo("GET");
    }
  }
}

package io.craton.vault.node.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/// openapi-generator's Java client, made from the document that a running node serves.
@ExtendWith(Clusters.class)
class GeneratedClientIT {
  private static final Path GENERATOR =
      Path.of("target", "openapi-generator", "openapi-generator-cli.jar").toAbsolutePath();
  private static final Path CHECK =
      Path.of("src", "test", "client", "ClientCheck.java").toAbsolutePath();

  @TempDir Path work;

  @Test
  void aClientGeneratedFromTheDocumentWorksWithEveryNode(ClusterHarness cluster) throws Exception {
    Path document = work.resolve("openapi.json");
    fetch(cluster, document);
    generate(document);
    Path classes = compile();
    List<String> words =
        new ArrayList<>(
            List.of(jdk("java"), "--class-path", classes + ":" + libraries(), "ClientCheck"));
    cluster.endpoints().forEach(endpoint -> words.add(endpoint.toString()));
    String said =
        Program.of(words.toArray(String[]::new))
            .with("CRATON_TOKEN", cluster.rootToken())
            .with("CRATON_CACERT", cluster.caFile().toString())
            .run();
    assertThat(said).contains("the generated client works with 3 nodes");
  }

  private static void fetch(ClusterHarness cluster, Path document) throws Exception {
    URI uri = cluster.endpoints().getFirst().resolve("/openapi.json");
    try (HttpClient client =
        HttpClient.newBuilder().sslContext(Tls.trusting(cluster.caFile())).build()) {
      HttpResponse<InputStream> response =
          client.send(
              HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofInputStream());
      assertThat(response.statusCode()).isEqualTo(200);
      try (InputStream body = response.body()) {
        assertThat(Files.copy(body, document)).isPositive();
      }
    }
  }

  private void generate(Path document) {
    String said =
        Program.of(
                jdk("java"),
                "-jar",
                GENERATOR.toString(),
                "generate",
                "--input-spec",
                document.toString(),
                "--generator-name",
                "java",
                "--library",
                "native",
                "--output",
                work.resolve("client").toString(),
                "--global-property",
                "apis,models,supportingFiles,apiTests=false,modelTests=false,apiDocs=false,modelDocs=false",
                "--additional-properties",
                "openApiNullable=false,hideGenerationTimestamp=true,useJakartaEe=true,"
                    + "invokerPackage=io.craton.client,apiPackage=io.craton.client.api,"
                    + "modelPackage=io.craton.client.model",
                // It makes no class that compiles of a choice between a list and a text.
                "--schema-mappings",
                "Texts=Object")
            .run();
    assertThat(said).doesNotContain("ERROR");
  }

  /// As any application would: without this project's compiler arguments.
  private Path compile() throws IOException {
    Path classes = Files.createDirectories(work.resolve("classes"));
    List<String> words =
        new ArrayList<>(
            List.of(
                jdk("javac"),
                "-nowarn",
                "-d",
                classes.toString(),
                "--class-path",
                libraries(),
                CHECK.toString()));
    try (Stream<Path> files = Files.walk(work.resolve("client/src/main/java"))) {
      files.map(Path::toString).filter(name -> name.endsWith(".java")).forEach(words::add);
    }
    assertThat(words).hasSizeGreaterThan(20);
    String said = Program.of(words.toArray(String[]::new)).run();
    assertThat(said).doesNotContain("error:");
    return classes;
  }

  private static String jdk(String program) {
    return Path.of(System.getProperty("java.home"), "bin", program).toString();
  }

  /// The libraries of this test; what the generated client needs is among them.
  private static String libraries() {
    return System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
  }
}

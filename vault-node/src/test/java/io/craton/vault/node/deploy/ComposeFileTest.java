package io.craton.vault.node.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/// What can be told of docker-compose.yml and the image without a container engine.
class ComposeFileTest {
  private static final Set<String> TOP = Set.of("name", "services", "networks", "volumes");

  @Test
  void everyServiceHasAnImageAndNamesVolumesNetworksAndServicesThatThereAre() throws Exception {
    Map<String, Object> file = file();
    assertThat(file.keySet()).allMatch(key -> TOP.contains(key) || key.startsWith("x-"));
    Set<String> volumes = map(file.get("volumes")).keySet();
    Set<String> networks = map(file.get("networks")).keySet();
    Map<String, Object> services = map(file.get("services"));
    Set<String> used = new TreeSet<>();
    services.forEach((name, service) -> {
      Map<String, Object> body = map(service);
      assertThat(body).as(name).containsKey("image");
      for (Object volume : list(body.get("volumes"))) {
        String source = volume.toString().split(":", 2)[0];
        if (source.startsWith("./")) {
          assertThat(Files.exists(Shipped.path(source))).as(source).isTrue();
        } else {
          used.add(source);
        }
      }
      assertThat(networks).as(name).containsAll(strings(body.get("networks")));
      Object before = body.getOrDefault("depends_on", List.of());
      assertThat(services.keySet())
          .as(name)
          .containsAll(before instanceof Map ? map(before).keySet() : strings(before));
    });
    assertThat(used).isEqualTo(new TreeSet<>(volumes));
  }

  @Test
  void theNodesShareTheTokenAndNothingElseOfTheirs() throws Exception {
    Map<String, Object> services = map(file().get("services"));
    for (String name : List.of("node1", "node2", "node3")) {
      Map<String, Object> node = map(services.get(name));
      Map<String, Object> environment = map(node.get("environment"));
      String number = name.substring("node".length());
      assertThat(strings(node.get("volumes")))
          .containsExactlyInAnyOrder(
              "etc" + number + ":/etc/craton",
              "data" + number + ":/var/lib/craton/data",
              "shared:/var/lib/craton/shared",
              "public:/var/lib/craton/public");
      assertThat(environment)
          .containsEntry("DEPLOY_NODE", name)
          .containsEntry("DEPLOY_NODES", "node1 node2 node3")
          .containsEntry("DEPLOY_MODE", "development");
      assertThat(node)
          .containsEntry("read_only", true)
          .containsEntry("cap_drop", List.of("ALL"))
          .doesNotContainKeys("privileged", "ports");
    }
  }

  @Test
  void whatIsPublishedIsPublishedOnLoopbackOnly() throws Exception {
    map(file().get("services"))
        .values()
        .forEach(service ->
            assertThat(strings(map(service).get("ports")))
                .allMatch(port -> port.startsWith("127.0.0.1:")));
  }

  @Test
  void theImageRunsAsNobodyAndIsStoppedByWhatANodeTakes() throws Exception {
    String file = Shipped.text("deploy/Dockerfile");
    String last = file.substring(file.lastIndexOf("\nFROM "));
    assertThat(last)
        .contains("\nUSER craton\n", "\nSTOPSIGNAL SIGTERM\n", "\nHEALTHCHECK ")
        .contains("\nENTRYPOINT [\"/usr/lib/craton/entrypoint\"]\n", "MALLOC_ARENA_MAX=2");
    assertThat(last.indexOf("USER craton")).isGreaterThan(last.lastIndexOf("RUN "));
    assertThat(Shipped.text("deploy/docker/entrypoint")).contains("exec \"$launcher\"");
    assertThat(Shipped.text("scripts/craton")).contains("-XX:+ExitOnOutOfMemoryError");
    Matcher copied = Pattern.compile("(?m)^COPY (?:--chmod=\\d+ )?(\\S+) \\S+$").matcher(file);
    while (copied.find()) {
      if (!copied.group(1).startsWith("--from")) {
        assertThat(Files.exists(Shipped.path(copied.group(1)))).as(copied.group(1)).isTrue();
      }
    }
  }

  private static Map<String, Object> file() throws IOException {
    Object file =
        new Yaml(new SafeConstructor(new LoaderOptions())).load(Shipped.text("docker-compose.yml"));
    return map(file);
  }

  @SuppressWarnings("unchecked") // what YAML has as a map has texts as keys here
  private static Map<String, Object> map(@Nullable Object value) {
    return (Map<String, Object>) Objects.requireNonNull(value);
  }

  private static List<?> list(@Nullable Object value) {
    return value == null ? List.of() : (List<?>) value;
  }

  private static List<String> strings(@Nullable Object value) {
    return list(value).stream().map(String::valueOf).toList();
  }
}

package io.craton.vault.node.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NeedlesTest {
  private static final String TEXT = "a secret that must not be found";

  @TempDir Path directory;

  @Test
  void aTextIsFoundInEveryFormAtEveryAlignment() throws Exception {
    byte[] bytes = TEXT.getBytes(StandardCharsets.UTF_8);
    write("plain", "before" + TEXT + "after");
    write("hex", "x" + HexFormat.of().formatHex(bytes) + "x");
    for (int shift = 0; shift < 3; shift++) {
      byte[] inside = ("-".repeat(shift) + TEXT + "?").getBytes(StandardCharsets.UTF_8);
      write("base64-" + shift, "x" + Base64.getEncoder().encodeToString(inside));
    }
    write("other", "nothing of it");
    assertThat(new Needles(Map.of("it", TEXT)).find(directory))
        .containsExactlyInAnyOrder(
            "it in " + directory.resolve("plain"),
            "it in hex in " + directory.resolve("hex"),
            "it in base64 in " + directory.resolve("base64-0"),
            "it in base64 in " + directory.resolve("base64-1"),
            "it in base64 in " + directory.resolve("base64-2"));
  }

  private void write(String name, String content) throws Exception {
    Files.writeString(directory.resolve(name), content);
  }
}

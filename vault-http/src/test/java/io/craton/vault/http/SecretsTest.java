package io.craton.vault.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.craton.vault.http.TestApi.Reply;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Nothing that a caller entrusts to the vault turns up in a log.
class SecretsTest {
  @Test
  void logsHoldNoSecretWhateverHappens() {
    try (TestApi api = TestApi.start();
        CapturedLog log = new CapturedLog()) {
      String id = api.secret("hunter2hunter2");
      api.ok("/v2/get", "{'id':'" + id + "'}");
      api.post("/v2/secret/store", "{'secret':'hunter2hunter2','colour':1}");
      api.post("/v2/secret/store", "{'secret':'hunter2hunter2'");
      api.post("/v2/secret/store", "{'secret':'hunter2hunter2','secret':'hunter2hunter2'}");
      api.post("/v2/hunter2hunter2", "{}");
      api.vault.setReachable(false);
      api.post("/v2/secret/store", "{'secret':'hunter2hunter2'}");
      api.vault.setReachable(true);
      api.hsm.duringNextOperation(() -> {
        throw new IllegalStateException("fault");
      });
      api.post("/v2/secret/store", "{'secret':'hunter2hunter2'}");
      assertThat(log.text())
          .contains("fault")
          .doesNotContain("hunter2")
          .doesNotContain(api.token)
          .doesNotContain(api.token.substring(4));
    }
  }

  @Test
  void theAccessLogHasOneLineForEachRequest() throws InterruptedException {
    try (TestApi api = TestApi.start();
        CapturedLog log = new CapturedLog()) {
      Reply ok = api.post("/v2/list", "{}");
      Reply unknown = api.post("/v2/some-secret-path", "{}");
      List<String> lines = log.linesOf("io.craton.vault.http.access", 2);
      assertThat(lines).hasSize(2);
      assertThat(lines.get(0))
          .contains(
              "request=" + ok.header("X-Request-Id"),
              "method=POST",
              "route=/v2/list",
              "status=200",
              "bytes=" + ok.http().body().length());
      assertThat(lines.get(0)).containsPattern("micros=\\d+");
      assertThat(lines.get(1))
          .contains("request=" + unknown.header("X-Request-Id"), "route=-", "status=404");
    }
  }
}

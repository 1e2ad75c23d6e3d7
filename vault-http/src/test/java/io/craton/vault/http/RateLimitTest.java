package io.craton.vault.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.craton.vault.http.server.HttpSettings;
import io.craton.vault.http.server.RateLimiter;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RateLimitTest {
  private static final String ITEM = "{'secret':'s','name':'%s','type':'secret'}";

  private final AtomicLong now = new AtomicLong();
  private final RateLimiter limiter = new RateLimiter(1, 2, now::get);
  private final TestApi api =
      new TestApi(HttpSettings.plainHttp("127.0.0.1", 0), Optional.of(limiter));

  @AfterEach
  void stop() {
    api.close();
  }

  @Test
  void whoAsksTooOftenIsToldWhenToComeBack() {
    assertThat(api.post("/v2/list", "{}").code()).isEqualTo(200);
    assertThat(api.post("/v2/secret/store", ITEM.formatted("one")).code()).isEqualTo(200);

    TestApi.Reply refused = api.post("/v2/secret/store", ITEM.formatted("two"));

    assertThat(refused.code()).isEqualTo(429);
    assertThat(refused.status()).isEqualTo("TooManyRequests");
    assertThat(refused.header("Retry-After")).isEqualTo("1");
    assertThat(refused.result().isEmpty()).isTrue();
    assertThat(limiter.refused()).isEqualTo(1);

    now.addAndGet(2_000_000_000);
    assertThat(api.post("/v2/list", "{}").result().path("items").findValuesAsText("name"))
        .contains("one")
        .doesNotContain("two");
  }

  @Test
  void theOldPathsCountToo() {
    assertThat(api.post("/v1/list", "{}").code()).isEqualTo(200);
    assertThat(api.post("/v1/list", "{}").code()).isEqualTo(200);
    assertThat(api.post("/v1/list", "{}").code()).isEqualTo(429);
  }

  @Test
  void whoHasNoTokenUsesUpNobodysAllowance() {
    for (int i = 0; i < 5; i++) {
      TestApi.Reply reply =
          api.send(api.request("/v2/list", "{}").setHeader("Authorization", "Bearer unknown"));
      assertThat(reply.code()).isEqualTo(401);
    }
    assertThat(api.post("/v2/list", "{}").code()).isEqualTo(200);
    assertThat(limiter.refused()).isZero();
  }
}

package io.craton.vault.http.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class RoutesTest {
  private static final Route ONE = route(Route.Method.GET, "/a/one");
  private static final Route ONE_POSTED = route(Route.Method.POST, "/a/one");
  private static final Route ANY = route(Route.Method.GET, "/a/{name}");
  private final Routes routes = new Routes(List.of(ONE, ANY, ONE_POSTED));

  @Test
  void aPathLeadsToAllThatMatchInTheirOrder() {
    assertThat(routes.at("/a/one")).containsExactly(ONE, ANY, ONE_POSTED);
    assertThat(routes.at("/a/two")).containsExactly(ANY);
    assertThat(routes.at("/a/two/three")).isEmpty();
    assertThat(routes.at("/a/")).isEmpty();
    assertThat(routes.at("/b")).isEmpty();
  }

  @Test
  void theMethodChoosesAmongThem() {
    assertThat(Routes.of("POST", routes.at("/a/one"))).contains(ONE_POSTED);
    assertThat(Routes.of("GET", routes.at("/a/one"))).contains(ONE);
    assertThat(Routes.of("get", routes.at("/a/one"))).isEmpty();
    assertThat(Routes.of("POST", routes.at("/a/two"))).isEmpty();
  }

  private static Route route(Route.Method method, String path) {
    return new Route(method, path, exchange -> {});
  }
}

package io.craton.vault.node.command.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.craton.vault.node.command.client.Address.Bare;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AddressTest {
  @ParameterizedTest
  @CsvSource({
    "https://a:8200, https://a:8200",
    "https://a:8200/, https://a:8200",
    "https://a, https://a:443",
    "http://127.0.0.1, http://127.0.0.1:80",
    "a:8200, https://a:8200",
    "https://[::1]:8200, https://[::1]:8200",
    "https://[::1], https://[::1]:443",
  })
  void addressIsRead(String text, String expected) {
    assertThat(Address.read(text, Bare.TLS)).get().hasToString(expected);
  }

  @Test
  void bareAdminAddressIsPlainOnThisMachineOnly() {
    assertThat(Address.read("127.0.0.1:8400", Bare.PLAIN_HERE))
        .get()
        .hasToString("http://127.0.0.1:8400");
    assertThat(Address.read("10.1.2.3:8400", Bare.PLAIN_HERE))
        .get()
        .hasToString("https://10.1.2.3:8400");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "a",
        "https://",
        "https://a:0",
        "https://a:70000",
        "https://a/path",
        "https://user@a:1",
        "https://a:1?x",
        "ftp://a:1",
        "HTTPS//a:1",
        "https://a b:1",
        "::1:8200",
      })
  void anythingElseIsRefused(String text) {
    assertThat(Address.read(text, Bare.TLS)).isEmpty();
  }
}

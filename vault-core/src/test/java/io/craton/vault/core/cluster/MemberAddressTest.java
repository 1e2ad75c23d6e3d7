package io.craton.vault.core.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MemberAddressTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "10.0.0.1:8300",
        "vault-1.example.org:1",
        "node_1:65535",
        "[::1]:8300",
        "[fe80::1%eth0]:8300",
        "localhost:80"
      })
  void writtenAddressComesBack(String text) {
    assertThat(MemberAddress.parse(text).orElseThrow().toString()).isEqualTo(text);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "host",
        "host:",
        ":1",
        "host:0",
        "host:65536",
        "host:-1",
        "host:+1",
        "host:1x",
        "host:99999999999",
        "ho st:1",
        "-host:1",
        "::1:8300",
        "0.0.0.0:1",
        "[::]:1",
        "host/path:1",
        "user@host:1"
      })
  void nothingElseIsAnAddress(String text) {
    assertThat(MemberAddress.parse(text)).isEmpty();
  }

  @Test
  void longHostIsRefused() {
    assertThat(MemberAddress.parse("a".repeat(254) + ":1")).isEmpty();
    assertThatThrownBy(() -> new MemberAddress("a".repeat(254), 1))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void nodeNeedsTwoAddresses() {
    MemberAddress one = new MemberAddress("h", 1);
    assertThatThrownBy(() -> new ClusterMember(new MemberName("a"), one, one))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("two addresses");
  }
}

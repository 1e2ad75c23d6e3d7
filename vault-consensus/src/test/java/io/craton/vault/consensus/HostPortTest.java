package io.craton.vault.consensus;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class HostPortTest {
  @Test
  void whatIsWrittenIsRead() {
    for (HostPort address :
        List.of(
            new HostPort("node-1.example", 1),
            new HostPort("10.0.0.1", 65_535),
            new HostPort("fd00::1", 8300))) {
      assertThat(HostPort.parse(address.toString())).contains(address);
    }
  }

  @Test
  void whatIsNoAddressIsNotRead() {
    for (String text :
        List.of("", ":", "host", "host:", ":8300", "host:0", "host:65536", "host:x", "[]:8300")) {
      assertThat(HostPort.parse(text)).as(text).isEmpty();
    }
  }
}

package io.craton.vault.node.metrics;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The memory of this process, native memory of the PKCS#11 library and of RocksDB included.
final class ResidentMemory {
  private static final Path STATUS = Path.of("/proc/self/status");
  private static final Pattern LINE = Pattern.compile("(?m)^VmRSS:\\s+(\\d+) kB$");
  private static final long KIBIBYTE = 1024;

  private ResidentMemory() {}

  /// In bytes, as Linux tells it (`proc_pid_status(5)`); empty on other systems.
  static OptionalLong bytes() {
    try {
      Matcher matcher = LINE.matcher(Files.readString(STATUS));
      return matcher.find()
          ? OptionalLong.of(Long.parseLong(matcher.group(1)) * KIBIBYTE)
          : OptionalLong.empty();
    } catch (IOException e) {
      return OptionalLong.empty();
    }
  }
}

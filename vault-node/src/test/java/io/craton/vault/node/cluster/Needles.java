package io.craton.vault.node.cluster;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Base64;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/// Texts to look for in files: as they are, in hexadecimal, and in base64 at each of the three
/// alignments a text can have inside something longer. One pass over a file finds all of them.
final class Needles {
  private static final int KEY_BYTES = Long.BYTES;
  private static final int FILTER_BITS = 1 << 20;

  private final Map<Long, List<Needle>> byKey = new HashMap<>();
  private final BitSet filter = new BitSet(FILTER_BITS);

  private record Needle(String name, String form) {}

  /// @param texts what to look for, by the name to report it under; at least 16 characters each
  Needles(Map<String, String> texts) {
    texts.forEach((name, text) -> {
      if (text.length() < 16) {
        throw new IllegalArgumentException(name + " is too short to be told from chance");
      }
      byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
      add(name, text);
      add(name + " in hex", HexFormat.of().formatHex(bytes));
      add(name + " in HEX", HexFormat.of().withUpperCase().formatHex(bytes));
      for (int shift = 0; shift < 3; shift++) {
        add(name + " in base64", base64(bytes, shift));
      }
    });
  }

  /// What is where in the regular files below a directory, as "name in file". Files that vanish
  /// while they are looked at, as logs do after a snapshot, are passed over.
  Set<String> find(Path directory) throws IOException {
    Set<String> found = new TreeSet<>();
    var _ =
        Files.walkFileTree(
            directory,
            new SimpleFileVisitor<>() {
              @Override
              public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
                  throws IOException {
                if (attributes.isRegularFile()) {
                  try {
                    search(file, found);
                  } catch (NoSuchFileException e) {
                    return visitFileFailed(file, e);
                  }
                }
                return FileVisitResult.CONTINUE;
              }

              @Override
              public FileVisitResult visitFileFailed(Path file, IOException e) throws IOException {
                if (e instanceof NoSuchFileException) {
                  return FileVisitResult.CONTINUE;
                }
                throw e;
              }
            });
    return found;
  }

  private void search(Path file, Set<String> found) throws IOException {
    byte[] content = Files.readAllBytes(file);
    long key = 0;
    for (int at = 0; at < content.length; at++) {
      key = (key << 8) | (content[at] & 0xff);
      if (at >= KEY_BYTES - 1 && filter.get(slot(key))) {
        for (Needle needle : byKey.getOrDefault(key, List.of())) {
          if (matches(content, at - KEY_BYTES + 1, needle.form)) {
            found.add(needle.name + " in " + file);
          }
        }
      }
    }
  }

  private void add(String name, String form) {
    long key = 0;
    for (int at = 0; at < KEY_BYTES; at++) {
      key = (key << 8) | (form.charAt(at) & 0xff);
    }
    byKey.computeIfAbsent(key, any -> new ArrayList<>()).add(new Needle(name, form));
    filter.set(slot(key));
  }

  private static int slot(long key) {
    return (int) ((key * 0x9e3779b97f4a7c15L) >>> 44) & (FILTER_BITS - 1);
  }

  private static boolean matches(byte[] content, int start, String form) {
    if (start + form.length() > content.length) {
      return false;
    }
    for (int at = 0; at < form.length(); at++) {
      if (content[start + at] != (byte) form.charAt(at)) {
        return false;
      }
    }
    return true;
  }

  /// The part of the encoding that does not depend on what stands before and after the text.
  private static String base64(byte[] bytes, int shift) {
    byte[] shifted = new byte[bytes.length + shift];
    System.arraycopy(bytes, 0, shifted, shift, bytes.length);
    String encoded = Base64.getEncoder().withoutPadding().encodeToString(shifted);
    int first = (shift * 8 + 5) / 6;
    int last = shifted.length * 8 / 6;
    return encoded.substring(first, last);
  }
}

package io.craton.vault.core.item;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// What people attach to an item: metadata (in the order given) and tags (in the order given).
public record Labels(Map<String, String> metadata, List<String> tags) {
  /// Neither metadata nor tags.
  public static final Labels NONE = new Labels(Map.of(), List.of());

  public Labels {
    metadata = Collections.unmodifiableMap(new LinkedHashMap<>(metadata));
    tags = List.copyOf(tags);
  }
}

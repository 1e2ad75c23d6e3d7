package io.craton.vault.node.configuration;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/// Reads the list of members. In an override the list is written in YAML's flow style.
final class Members {
  private static final Set<String> FIELDS = Set.of("name", "raft", "peer");

  private Members() {}

  static Optional<List<Member>> read(String text) {
    Optional<JsonNode> list = YamlText.parse(text).filter(JsonNode::isArray);
    if (list.isEmpty() || list.get().isEmpty()) {
      return Optional.empty();
    }
    List<Member> members = new ArrayList<>();
    for (JsonNode each : list.get()) {
      Optional<Member> member = member(each);
      if (member.isEmpty()) {
        return Optional.empty();
      }
      members.add(member.get());
    }
    return Optional.of(List.copyOf(members)).filter(Members::distinct);
  }

  private static Optional<Member> member(JsonNode node) {
    Set<String> fields = new TreeSet<>();
    node.fieldNames().forEachRemaining(fields::add);
    if (!fields.equals(FIELDS)) {
      return Optional.empty();
    }
    Optional<String> name = Kinds.NAME_TEXT.read(node.path("name").asText());
    Optional<Endpoint> raft = Endpoint.read(node.path("raft").asText());
    Optional<Endpoint> peer = Endpoint.read(node.path("peer").asText());
    if (name.isEmpty() || raft.isEmpty() || peer.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(new Member(name.get(), raft.get(), peer.get()));
  }

  private static boolean distinct(List<Member> members) {
    Set<Object> seen = new HashSet<>();
    return members.stream()
        .allMatch(each -> seen.add(each.name()) && seen.add(each.raft()) && seen.add(each.peer()));
  }
}

package io.craton.vault.core.decision;

import io.craton.vault.core.cluster.ClusterMember;
import io.craton.vault.core.cluster.MemberName;
import io.craton.vault.core.decision.Rejection.Code;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/// The members once more, as plainly as possible: where each is, by its name, and who of them is
/// leaving.
final class NaiveMembers {
  final TreeMap<String, String> places = new TreeMap<>();
  final Set<String> leaving = new HashSet<>();

  Optional<Code> record(List<ClusterMember> all) {
    if (places.isEmpty()) {
      all.forEach(member -> places.put(member.name().value(), place(member)));
    }
    return Optional.empty();
  }

  Optional<Code> admit(ClusterMember member) {
    String name = member.name().value();
    if (places.isEmpty()) {
      return Optional.of(Code.MEMBERS_UNKNOWN);
    }
    if (leaving.contains(name)) {
      return Optional.of(Code.MEMBER_LEAVING);
    }
    if (places.containsKey(name)) {
      return place(member).equals(places.get(name))
          ? Optional.empty()
          : Optional.of(Code.MEMBER_ELSEWHERE);
    }
    if (places.containsValue(place(member))) {
      return Optional.of(Code.MEMBER_ADDRESS_TAKEN);
    }
    if (places.size() == 9) {
      return Optional.of(Code.TOO_MANY_MEMBERS);
    }
    places.put(name, place(member));
    return Optional.empty();
  }

  Optional<Code> remove(MemberName name) {
    if (places.isEmpty()) {
      return Optional.of(Code.MEMBERS_UNKNOWN);
    }
    if (!places.containsKey(name.value()) || leaving.contains(name.value())) {
      return Optional.empty();
    }
    if (!leaving.isEmpty()) {
      return Optional.of(Code.MEMBER_LEAVING);
    }
    if (places.size() == 1) {
      return Optional.of(Code.LAST_MEMBER);
    }
    leaving.add(name.value());
    return Optional.empty();
  }

  Optional<Code> complete(MemberName name) {
    if (!places.containsKey(name.value())) {
      return Optional.empty();
    }
    if (!leaving.remove(name.value())) {
      return Optional.of(Code.MEMBER_CONFLICT);
    }
    places.remove(name.value());
    return Optional.empty();
  }

  static String place(ClusterMember member) {
    return member.raft() + " " + member.peer();
  }
}

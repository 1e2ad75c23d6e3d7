package io.craton.vault.http.result;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// The table of an object in answers. No such object has a member that is not in its table.
///
/// @param name in the API's description, where it is unique
/// @param members in the order of the documentation
public record ResultSchema(String name, String description, List<Member> members) {
  public ResultSchema {
    members = List.copyOf(members);
  }

  /// A table of these members.
  public static ResultSchema of(String name, String description, Member... members) {
    return new ResultSchema(name, description, Arrays.asList(members));
  }

  /// A table under another name, with more members.
  public ResultSchema extended(String newName, String newDescription, Member... more) {
    List<Member> all = new ArrayList<>(members);
    all.addAll(Arrays.asList(more));
    return new ResultSchema(newName, newDescription, all);
  }
}

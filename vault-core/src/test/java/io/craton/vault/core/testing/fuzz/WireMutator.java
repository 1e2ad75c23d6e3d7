package io.craton.vault.core.testing.fuzz;

import io.craton.vault.core.testing.fuzz.WireTree.Field;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/// Changes the fields of a Protobuf message. The sizes around a change are right again afterwards,
/// unless a wrong one is the change.
final class WireMutator {
  private static final int HIGHEST_NUMBER = (1 << 29) - 1;
  private static final int GROUP_END = 4;
  private static final int MOST_COPIES = 300;

  private WireMutator() {}

  /// @param other bytes of the same kind, of which a field may be taken
  static byte[] changed(byte[] bytes, byte[] other, Chance chance) {
    Optional<List<Field>> parsed = WireTree.parse(bytes);
    if (parsed.isEmpty() || parsed.get().isEmpty()) {
      return ByteMutator.changed(bytes, other, chance);
    }
    List<Field> tree = parsed.get();
    List<Field> fields = chance.one(nonEmpty(tree));
    int at = chance.below(fields.size());
    switch (chance.below(8)) {
      case 0, 1 -> change(fields.get(at), chance);
      case 2 -> fields.remove(at);
      case 3 -> fields.add(chance.below(fields.size() + 1), fields.get(at).copy());
      case 4 -> Collections.swap(fields, at, chance.below(fields.size()));
      case 5 -> fields.add(at, unknown(chance));
      case 6 -> graft(fields, at, other, chance);
      default -> multiply(fields, at, chance);
    }
    return WireTree.write(tree);
  }

  /// All lists of fields that are not empty, the outermost first.
  private static List<List<Field>> nonEmpty(List<Field> tree) {
    List<List<Field>> lists = new ArrayList<>();
    lists.add(tree);
    for (int i = 0; i < lists.size(); i++) {
      for (Field field : lists.get(i)) {
        field.fields.filter(fields -> !fields.isEmpty()).ifPresent(lists::add);
      }
    }
    return lists;
  }

  private static void change(Field field, Chance chance) {
    switch (chance.below(6)) {
      case 0 -> field.number = number(field.number, chance);
      case 1 -> field.type = chance.below(8);
      case 2 -> field.overlong = 1 + chance.below(9);
      case 3 -> field.falseSize = OptionalLong.of(chance.extreme());
      case 4 -> {
        field.fields = Optional.empty();
        field.content =
            chance.below(2) == 0
                ? chance.bytes(chance.below(80))
                : ByteMutator.changed(field.content, new byte[] {0}, chance);
      }
      default -> field.value = chance.extreme();
    }
  }

  private static int number(int before, Chance chance) {
    return switch (chance.below(4)) {
      case 0 -> before + 1;
      case 1 -> Math.max(0, before - 1);
      case 2 -> chance.below(200);
      default -> HIGHEST_NUMBER;
    };
  }

  private static Field unknown(Chance chance) {
    Field field = new Field(1 + chance.below(200), chance.below(3));
    field.value = chance.extreme();
    field.content = chance.bytes(chance.below(20));
    if (chance.below(4) == 0) {
      field.type = WireTree.GROUP;
      field.content = groups(field.number, 1 + chance.below(300));
    }
    return field;
  }

  /// Groups within groups, behind the first one's beginning.
  private static byte[] groups(int number, int depth) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (int i = 1; i < depth; i++) {
      out.writeBytes(WireTree.write(List.of(new Field(number, WireTree.GROUP))));
    }
    for (int i = 0; i < depth; i++) {
      out.writeBytes(WireTree.write(List.of(new Field(number, GROUP_END))));
    }
    return out.toByteArray();
  }

  private static void graft(List<Field> fields, int at, byte[] other, Chance chance) {
    List<Field> foreign = WireTree.parse(other).orElse(List.of());
    if (foreign.isEmpty()) {
      return;
    }
    Field from = chance.one(chance.one(nonEmpty(foreign)));
    if (chance.below(2) == 0) {
      from.number = fields.get(at).number;
    }
    if (chance.below(2) == 0) {
      fields.set(at, from);
    } else {
      fields.add(at, from);
    }
  }

  private static void multiply(List<Field> fields, int at, Chance chance) {
    Field field = fields.get(at);
    int copies = chance.below(4) == 0 ? MOST_COPIES : 1 + chance.below(12);
    for (int i = 0; i < copies; i++) {
      fields.add(at, field.copy());
    }
  }
}

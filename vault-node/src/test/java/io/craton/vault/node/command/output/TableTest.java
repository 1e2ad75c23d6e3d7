package io.craton.vault.node.command.output;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TableTest {
  private static String printed(Table table, OptionalInt width) {
    StringWriter text = new StringWriter();
    PrintWriter out = new PrintWriter(text);
    table.print(out, width);
    out.flush();
    return text.toString();
  }

  @Test
  void columnsAreAsWideAsTheirCells() {
    Table table = Table.titled("A", "LONG").row("value", "x").row("日本", "é");
    assertThat(printed(table, OptionalInt.empty())).isEqualTo("A      LONG\nvalue  x\n日本   é\n");
  }

  @Test
  void widestColumnIsCutButNotTheFirst() {
    String id = "i".repeat(36);
    Table table = Table.titled("ID", "NAME", "X").row(id, "n".repeat(60), "short");
    String narrow = printed(table, OptionalInt.of(60));
    assertThat(narrow.lines()).allMatch(line -> Printable.columns(line) <= 60);
    assertThat(narrow).contains(id, "n…", "short");
    assertThat(printed(table, OptionalInt.of(10))).contains(id);
    assertThat(printed(table, OptionalInt.empty())).contains("n".repeat(60));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\u001b[2J",
        "\u009b2J",
        "a\rb",
        "a\nb",
        "a\tb",
        "\u0000",
        "\u007f",
        "\u202e",
        "\u2066",
        "\u200b",
        "\u2028",
        "\ufeff",
        "\ud800",
        "\ue000",
        "\udb40\udc01"
      })
  void whatSteersATerminalIsShownAsANumber(String text) {
    String shown = Printable.text(text);
    assertThat(shown).contains("\\u{");
    assertThat(shown.chars()).allMatch(c -> c >= ' ' && c < 0x7f);
  }

  @Test
  void lettersOfAllScriptsStay() {
    String text = "naïve 日本語 עברית 🔑 e\u0301";
    assertThat(Printable.text(text)).isEqualTo(text);
    assertThat(Printable.columns("🔑e\u0301")).isEqualTo(3);
    assertThat(Printable.cut("日本語", 5)).isEqualTo("日本…");
    assertThat(Printable.cut("abc", 3)).isEqualTo("abc");
  }

  @Test
  void fieldsWithoutAValueAreLeftOut() {
    Table table = Table.ofFields().field("name", "x").field("none", "");
    assertThat(printed(table, OptionalInt.empty())).isEqualTo("name:  x\n");
    assertThatThrownBy(() -> table.row("one")).isInstanceOf(IllegalArgumentException.class);
  }
}

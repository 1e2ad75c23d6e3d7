package io.craton.vault.node.chaos.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.craton.vault.node.chaos.check.Revocations;
import io.craton.vault.node.chaos.load.Kind;
import io.craton.vault.node.chaos.load.Outcome;
import io.craton.vault.node.chaos.load.Recorder.Ended;
import io.craton.vault.node.chaos.load.Verdicts;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;

class ReportTest {
  private static final long MS = 1_000_000;
  private static final List<Ended> CALLS =
      List.of(
          new Ended(Kind.GET, 1, 0, 5 * MS, Outcome.OK),
          new Ended(Kind.GET, 1, 1_500 * MS, 1_600 * MS, Outcome.FAILED),
          new Ended(Kind.GET, 2, 2_000 * MS, 2_030 * MS, Outcome.OK),
          new Ended(Kind.SIGN, 2, 2_000 * MS, 2_050 * MS, Outcome.REFUSED),
          new Ended(Kind.GET, 2, 1_900 * MS, 2_100 * MS, Outcome.OK));
  private static final List<Window> WINDOWS =
      List.of(
          new Window(
              List.of("kill", "loss"), "<node1>", 1_000 * MS, 2_000 * MS, 2_500 * MS, List.of(1)));
  private static final Verdicts VERDICTS =
      new Verdicts(7, List.of(), new Revocations.Outcome(3 * MS, 2, 9));

  @Test
  void tablesCountCallsFaultsAndRecoveries() {
    Report report = new Report(CALLS, WINDOWS, VERDICTS, 5_000 * MS);
    assertThat(report.answered()).isEqualTo(4);
    assertThat(report.rate()).isEqualTo(0.8);
    assertThat(report.without(List.of("kill", "wipe"))).containsExactly("wipe");
    assertThat(report.neverDone()).contains(Kind.SIGN, Kind.STORE).doesNotContain(Kind.GET);
    assertThat(report.text().lines().map(line -> line.replaceAll(" +", " ").strip()))
        .contains(
            "GET 3 0 1 0 0 30 30 200",
            "SIGN 0 1 0 0 0 - - -",
            "kill 1 1 1.0 0.5 0.5",
            "loss 1 1 1.0 0.5 0.5",
            "1 1.0 0.5 <node1>",
            "everything on every node 1 500 500 500",
            "GET, first on any 1 30 30 30",
            "STORE, first on any 0 - - -",
            "revocations acknowledged: 2; later uses refused: 9; longest time from a revocation to"
                + " a success that began after it: 3 ms",
            "histories judged: 7");
  }

  @Test
  void pictureIsXmlWithAShadeForEachWindowAndALineForEachPanel() throws Exception {
    String svg = Plot.of("seed 1 & <2>", CALLS, WINDOWS, 5_000 * MS);
    DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
    factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
    Document document =
        factory
            .newDocumentBuilder()
            .parse(new ByteArrayInputStream(svg.getBytes(StandardCharsets.UTF_8)));
    assertThat(document.getElementsByTagName("polyline").getLength()).isEqualTo(2);
    // The paper, and two shades in two panels.
    assertThat(document.getElementsByTagName("rect").getLength()).isEqualTo(5);
    assertThat(document.getElementsByTagName("text").item(0).getTextContent())
        .isEqualTo("seed 1 & <2>");
  }
}

package io.switchboard.checker;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The checker from a shell. */
class MainTest {
  private static final String GOOD =
      "write w1 1 1\nwrite-ok w1 1\nfinal-begin\nfinal 0:0=w1/1/0/1\nfinal-end 0=1";
  private static final String LOST = "write w1 1 1\nwrite-ok w1 1\nfinal-begin\nfinal-end 0=0";

  @TempDir Path folder;
  private final StringBuilder out = new StringBuilder();
  private final StringBuilder err = new StringBuilder();

  @Test
  void aGoodHistoryExitsWithZeroAndPrintsTheFigures() {
    assertThat(run(Lines.file(folder, "a.txt", GOOD).toString())).isEqualTo(0);
    assertThat(out).contains("No violation.").containsPattern("okBatches +1\n");
  }

  @Test
  void aViolatedHistoryExitsWithOneAndPrintsTheLines() {
    assertThat(run(Lines.file(folder, "a.txt", LOST).toString())).isEqualTo(1);
    assertThat(out)
        .contains("VIOLATED: 1 × lost-write", "batch 1 of w1", "\n    a.txt:3: 2000 write-ok w1 1");
  }

  @Test
  void aFileThatIsNoHistoryExitsWithTwo() {
    assertThat(run(folder.resolve("missing").toString())).isEqualTo(2);
    assertThat(run()).isEqualTo(2);
    assertThat(run("--jsno", "x")).isEqualTo(2);
    assertThat(err).contains("missing", "usage:");
    assertThat(out).isEmpty();
  }

  @Test
  void jsonHoldsVerdictViolationsAndFigures() {
    assertThat(run("--json", Lines.file(folder, "a.txt", LOST).toString())).isEqualTo(1);
    assertThat(out)
        .startsWith("{\"ok\":false,\"counts\":{\"lost-write\":1},\"violations\":[{\"kind\":")
        .contains("\"line\":3,\"text\":\"2000 write-ok w1 1\"")
        .endsWith("\"acksNotOk\":0}}\n");
  }

  @Test
  void jsonEscapesWhatMustBeEscaped() {
    Violation violation = new Violation(Kind.UNSEEN, "a \"b\" \\ \n", List.of());
    Figures none = new Figures(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);
    String json = new Verdict(List.of(violation), java.util.Map.of(Kind.UNSEEN, 1L), none).json();
    assertThat(json).contains("\"explanation\":\"a \\\"b\\\" \\\\ \\u000a\"");
  }

  private int run(String... args) {
    return Main.run(new ArrayList<>(List.of(args)), out, err);
  }
}

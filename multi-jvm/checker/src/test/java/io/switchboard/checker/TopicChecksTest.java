package io.switchboard.checker;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the topic must hold of what was written. */
class TopicChecksTest {
  @TempDir Path folder;

  @Test
  void acknowledgedBatchesThatAreThereOnceAreFine() {
    Verdict verdict =
        check(
            """
            write w1 1 2
            write-ok w1 1
            write w1 2 1
            write-ok w1 2
            final-begin
            final 0:0=w1/1/0/2 0:3=w1/2/0/1 1:7=w1/1/1/2
            final-end 0=4 1=8
            """);
    assertThat(verdict.isOk()).isTrue();
    assertThat(verdict.figures().okBatches()).isEqualTo(2);
    assertThat(verdict.figures().topicEvents()).isEqualTo(3);
  }

  @Test
  void anAcknowledgedBatchThatIsNotThereIsLost() {
    Violation lost =
        only(
            Kind.LOST_WRITE,
            """
            write w1 1 1
            write-ok w1 1
            write w1 2 3
            write-ok w1 2
            final-begin
            final 0:0=w1/1/0/1
            final-end 0=1
            """);
    assertThat(lost.explanation())
        .isEqualTo(
            "batch 2 of w1 (3 events) was acknowledged at +0.004 s, but none of its events is in"
                + " the topic, which was read from +0.005 s on.");
    assertThat(lost.operations())
        .extracting(Operation::text)
        .containsExactly("3000 write w1 2 3", "4000 write-ok w1 2", "5000 final-begin");
    assertThat(lost.operations()).extracting(Operation::line).containsExactly(4L, 5L, 6L);
  }

  @Test
  void aBatchThatWasAcknowledgedAfterTheFinalReadHadBegunMayBeMissing() {
    assertThat(
            check(
                    """
                    write w1 1 1
                    final-begin
                    write-ok w1 1
                    final-end 0=0
                    """)
                .isOk())
        .isTrue();
  }

  @Test
  void anEventThatIsThereTwiceIsADuplicate() {
    Violation duplicate =
        only(
            Kind.DUPLICATE,
            """
            write w1 1 1
            write-uncertain w1 1 timed out
            write w1 1 1
            write-ok w1 1
            final-begin
            final 0:0=w1/1/0/1 1:4=w1/1/0/1
            final-end 0=1 1=5
            """);
    assertThat(duplicate.explanation()).contains("w1/1/0/1", "0:0 and 1:4");
  }

  @Test
  void halfAnAcknowledgedBatchIsPartial() {
    Violation partial =
        only(
            Kind.PARTIAL_BATCH,
            """
            write w1 1 3
            write-ok w1 1
            final-begin
            final 0:0=w1/1/0/3 0:1=w1/1/2/3
            final-end 0=2
            """);
    assertThat(partial.explanation()).contains("2 of", "missing is w1/1/1/3", "acknowledged");
  }

  @Test
  void anUncertainBatchMayBeThereWholeOrNotAtAll() {
    String template =
        """
        write w1 1 2
        write-uncertain w1 1 connection lost
        final-begin
        %s
        final-end 0=2
        """;
    Verdict whole = check(String.format(template, "final 0:0=w1/1/0/2 0:1=w1/1/1/2"));
    assertThat(whole.isOk()).isTrue();
    assertThat(whole.figures().uncertainFound()).isEqualTo(1);
    Verdict nothing = check(String.format(template, "final"));
    assertThat(nothing.isOk()).isTrue();
    assertThat(nothing.figures().uncertainFound()).isZero();
    only(Kind.PARTIAL_BATCH, String.format(template, "final 0:0=w1/1/0/2"));
  }

  @Test
  void aBatchWhoseClientDiedIsUncertain() {
    assertThat(check("write w1 1 2\nfinal-begin\nfinal-end 0=0").isOk()).isTrue();
    assertThat(
            check("write w1 1 1\nfinal-begin\nfinal 0:0=w1/1/0/1\nfinal-end 0=1")
                .figures()
                .uncertainFound())
        .isEqualTo(1);
  }

  @Test
  void aBatchThatFailedInOneAttemptAndIsUncertainInAnotherMayBeThere() {
    assertThat(
            check(
                    """
                    write w1 1 1
                    write-uncertain w1 1 timed out
                    write w1 1 1
                    write-failed w1 1 BACKPRESSURE
                    final-begin
                    final 0:0=w1/1/0/1
                    final-end 0=1
                    """)
                .isOk())
        .isTrue();
  }

  @Test
  void aRefusedBatchMustNotBeThere() {
    Violation aborted =
        only(
            Kind.ABORTED_READ,
            """
            write w1 1 1
            write-failed w1 1 REFUSED too large
            final-begin
            final 0:0=w1/1/0/1
            final-end 0=1
            """);
    assertThat(aborted.operations().get(1).text()).endsWith("REFUSED too large");
  }

  @Test
  void whatNobodyWroteIsReported() {
    String template = "write w1 1 1\nfinal-begin\nfinal 0:0=%s\nfinal-end 0=1";
    assertThat(only(Kind.NEVER_WRITTEN, String.format(template, "w2/1/0/1")).explanation())
        .contains("w2/1/0/1 at 0:0");
    only(Kind.NEVER_WRITTEN, String.format(template, "w1/2/0/1"));
    only(Kind.NEVER_WRITTEN, String.format(template, "w1/1/1/2"));
    assertThat(
            only(Kind.NEVER_WRITTEN, String.format(template, EventId.FOREIGN.text())).explanation())
        .contains("no id");
  }

  @Test
  void batchesOfAWriterKeepTheirOrderInEachPartition() {
    String template =
        """
        write w1 1 1
        write-ok w1 1
        write w1 2 1
        write-ok w1 2
        final-begin
        final %s
        final-end 0=2 1=2
        """;
    assertThat(check(String.format(template, "0:0=w1/2/0/1 1:0=w1/1/0/1")).isOk()).isTrue();
    Violation reordered =
        only(Kind.REORDERED, String.format(template, "0:0=w1/2/0/1 0:1=w1/1/0/1"));
    assertThat(reordered.explanation()).contains("w1/1/0/1 at 0:1", "w1/2/0/1 at 0:0");
  }

  @Test
  void eventsOfABatchKeepTheirOrderInEachPartition() {
    only(
        Kind.REORDERED,
        """
        write w1 1 2
        write-ok w1 1
        final-begin
        final 0:0=w1/1/1/2 0:1=w1/1/0/2
        final-end 0=2
        """);
  }

  @Test
  void writersMayOvertakeEachOther() {
    assertThat(
            check(
                    """
                    write w1 1 1
                    write w2 1 1
                    write-ok w1 1
                    write-ok w2 1
                    final-begin
                    final 0:0=w2/1/0/1 0:1=w1/1/0/1
                    final-end 0=2
                    """)
                .isOk())
        .isTrue();
  }

  @Test
  void batchesOfManyEventsAreCountedToo() {
    StringBuilder events = new StringBuilder("final");
    for (int i = 0; i < 200; i++) {
      events.append(String.format(" 0:%d=w1/1/%d/200", i, i));
    }
    String template = "write w1 1 200\nwrite-ok w1 1\nfinal-begin\n%s\nfinal-end 0=300";
    assertThat(check(String.format(template, events)).isOk()).isTrue();
    only(Kind.DUPLICATE, String.format(template, events + " 0:250=w1/1/199/200"));
    assertThat(
            only(
                    Kind.PARTIAL_BATCH,
                    String.format(template, events.toString().replace(" 0:150=w1/1/150/200", "")))
                .explanation())
        .contains("w1/1/150/200");
  }

  @Test
  void aHistoryWithoutACompleteFinalReadIsNoProof() {
    only(Kind.NO_FINAL_READ, "write w1 1 1\nwrite-ok w1 1");
    only(Kind.NO_FINAL_READ, "write w1 1 1\nwrite-ok w1 1\nfinal-begin\nfinal 0:0=w1/1/0/1");
  }

  @Test
  void manyViolationsOfAKindAreCountedAndTheFirstExplained() {
    StringBuilder lines = new StringBuilder();
    for (int i = 1; i <= 50; i++) {
      lines.append(String.format("write w1 %d 1%nwrite-ok w1 %d%n", i, i));
    }
    Verdict verdict = check(lines + "final-begin\nfinal-end 0=0");
    assertThat(verdict.counts()).containsEntry(Kind.LOST_WRITE, 50L);
    assertThat(verdict.violations()).hasSize(Checker.MAX_EXPLAINED_PER_KIND);
    assertThat(verdict.report()).startsWith("VIOLATED: 50 × lost-write");
  }

  private Verdict check(String entries) {
    return Lines.verdict(folder, entries);
  }

  private Violation only(Kind kind, String entries) {
    Verdict verdict = check(entries);
    assertThat(verdict.violations()).as(verdict.report()).hasSize(1);
    assertThat(verdict.violations().get(0).kind()).isEqualTo(kind);
    return verdict.violations().get(0);
  }
}

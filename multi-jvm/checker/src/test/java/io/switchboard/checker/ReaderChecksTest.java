package io.switchboard.checker;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What readers must be given of what the topic holds: ten events of w1, w1/1 to w1/10. */
class ReaderChecksTest {
  @TempDir Path folder;

  @Test
  void aReaderThatSeesAllInOrderIsFine() {
    Verdict verdict =
        read(
            """
            reader r1 earliest *
            read r1 s1 1 1 0:0=w1/1/0/1 0:1=w1/2/0/1 1:0=w1/6/0/1
            ack r1 s1 1 1
            ack-ok r1 s1 1 1
            read r1 s1 2 1 0:2=w1/3/0/1 0:3=w1/4/0/1 0:4=w1/5/0/1
            read r1 s1 3 1 1:2=w1/7/0/1 1:3=w1/8/0/1 1:4=w1/9/0/1 1:5=w1/10/0/1
            ack r1 s1 3 1
            ack-uncertain r1 s1 3 1 timed out
            ack r1 s1 3 1
            ack-ok r1 s1 3 1
            drained r1
            """);
    assertThat(verdict.isOk()).as(verdict.report()).isTrue();
    assertThat(verdict.figures().readBatches()).isEqualTo(3);
    assertThat(verdict.figures().acksOk()).isEqualTo(2);
    assertThat(verdict.figures().acksNotOk()).isEqualTo(1);
  }

  @Test
  void anEventLeftOutBetweenTwoBatchesIsAPollSkip() {
    Violation skip =
        only(
            Kind.POLL_SKIP,
            """
            reader r1 earliest *
            read r1 s1 1 1 0:0=w1/1/0/1
            read r1 s1 2 1 0:3=w1/4/0/1
            """);
    assertThat(skip.explanation())
        .contains("batch 2 of r1 in session s1", "leaves out 2", "first is w1/2/0/1 at 0:1");
  }

  @Test
  void anEventLeftOutInsideABatchIsAnInternalPollSkip() {
    only(
        Kind.INT_POLL_SKIP,
        "reader r1 earliest *\nread r1 s1 1 1 0:0=w1/1/0/1 0:1=w1/2/0/1 0:3=w1/4/0/1");
  }

  @Test
  void aReaderFromTheBeginningMustSeeTheBeginning() {
    String read = "read r1 s1 1 1 0:1=w1/2/0/1";
    only(Kind.POLL_SKIP, "reader r1 earliest *\n" + read);
    assertThat(read("reader r1 anywhere *\n" + read).isOk()).isTrue();
  }

  @Test
  void gapsOfTheOffsetsAreNoSkip() {
    assertThat(
            read("reader r1 earliest *\nread r1 s1 1 1 1:0=w1/6/0/1 1:2=w1/7/0/1 1:3=w1/8/0/1")
                .isOk())
        .isTrue();
  }

  @Test
  void goingBackFromOneBatchToTheNextIsNonmonotonic() {
    Violation back =
        only(
            Kind.NONMONOTONIC_POLL,
            """
            reader r1 earliest *
            read r1 s1 1 1 0:0=w1/1/0/1 0:1=w1/2/0/1
            read r1 s1 2 1 0:1=w1/2/0/1 0:2=w1/3/0/1
            """);
    assertThat(back.explanation()).contains("brought w1/2/0/1 at 0:1", "at offset 1");
  }

  @Test
  void goingBackInsideABatchIsInternallyNonmonotonic() {
    only(
        Kind.INT_NONMONOTONIC_POLL,
        "reader r1 earliest *\nread r1 s1 1 1 0:0=w1/1/0/1 0:1=w1/2/0/1 0:0=w1/1/0/1");
  }

  @Test
  void theNextSessionMustNotGoBackBehindWhatWasAcknowledged() {
    only(
        Kind.EXTERNAL_NONMONOTONIC_POLL,
        """
        reader r1 earliest *
        read r1 s1 1 1 0:0=w1/1/0/1 0:1=w1/2/0/1
        ack r1 s1 1 1
        ack-ok r1 s1 1 1
        read r1 s2 1 1 0:0=w1/1/0/1
        """);
  }

  @Test
  void theNextSessionMayTakeOrRepeatWhatWasNotAcknowledged() {
    String template =
        """
        reader r1 earliest *
        read r1 s1 1 1 0:0=w1/1/0/1
        read r1 s1 2 1 0:1=w1/2/0/1 1:0=w1/6/0/1
        ack r1 s1 2 1
        ack-uncertain r1 s1 2 1 connection lost
        read r1 s2 1 1 %s
        read r1 s2 2 1 %s
        """;
    assertThat(read(String.format(template, "0:1=w1/2/0/1", "1:0=w1/6/0/1")).isOk()).isTrue();
    assertThat(read(String.format(template, "0:2=w1/3/0/1", "1:2=w1/7/0/1")).isOk()).isTrue();
    only(Kind.POLL_SKIP, String.format(template, "0:3=w1/4/0/1", "1:2=w1/7/0/1"));
    only(
        Kind.EXTERNAL_NONMONOTONIC_POLL,
        String.format(template, "0:0=w1/1/0/1", "0:1=w1/2/0/1 1:2=w1/7/0/1"));
  }

  @Test
  void aRepeatedReadMustBringTheSameBatch() {
    String same = "reader r1 earliest *\nread r1 s1 1 1 0:0=w1/1/0/1\n";
    assertThat(read(same + "read r1 s1 1 2 0:0=w1/1/0/1").isOk()).isTrue();
    Violation changed = only(Kind.CHANGED_BATCH, same + "read r1 s1 1 2 0:0=w1/1/0/1 0:1=w1/2/0/1");
    assertThat(changed.explanation())
        .isEqualTo(
            "Attempt 2 at batch 1 of r1 in session s1 (+0.023 s) brought other events than attempt"
                + " 1 (+0.022 s): it had 1 events, then 2.");
  }

  @Test
  void aVersionThatWasSupersededCountsForNothing() {
    assertThat(
            read("""
                    reader r1 earliest *
                    read r1 s1 1 1 0:0=w1/1/0/1 0:1=w1/2/0/1
                    read r1 s1 1 2 0:0=w1/1/0/1
                    ack r1 s1 1 1
                    ack-superseded r1 s1 1 1
                    ack r1 s1 1 2
                    ack-ok r1 s1 1 2
                    read r1 s1 2 1 0:1=w1/2/0/1
                    """)
                .isOk())
        .isTrue();
  }

  @Test
  void theAcknowledgedVersionIsTheOneThatCounts() {
    Verdict verdict =
        read(
            """
            reader r1 earliest *
            read r1 s1 1 1 0:0=w1/1/0/1 0:1=w1/2/0/1
            read r1 s1 1 2 0:0=w1/1/0/1
            ack r1 s1 1 1
            ack-ok r1 s1 1 1
            read r1 s1 2 1 0:2=w1/3/0/1
            """);
    assertThat(verdict.counts()).containsOnlyKeys(Kind.CHANGED_BATCH);
  }

  @Test
  void whatIsNotCommittedMustNotBeRead() {
    Violation aborted =
        only(Kind.ABORTED_READ, "reader r1 earliest *\nread r1 s1 1 1 1:0=w1/6/0/1 1:1=w1/11/0/1");
    assertThat(aborted.explanation()).contains("w1/11/0/1 at 1:1", "not committed");
  }

  @Test
  void whatNobodyWroteMustNotBeRead() {
    only(Kind.NEVER_WRITTEN, "reader r1 earliest *\nread r1 s1 1 1 1:0=w1/6/0/1 1:1=x/1/0/1");
  }

  @Test
  void aPlaceMustHoldTheSameEventForEverybody() {
    assertThat(
            only(Kind.INCONSISTENT_OFFSETS, "reader r1 earliest *\nread r1 s1 1 1 0:0=w1/2/0/1")
                .explanation())
        .contains("brought w1/2/0/1 at 0:0", "found w1/1/0/1");
    assertThat(
            only(
                    Kind.INCONSISTENT_OFFSETS,
                    "reader r1 earliest *\nread r1 s1 1 1 1:0=w1/6/0/1 1:1=w1/7/0/1")
                .explanation())
        .contains("brought w1/7/0/1 at 1:1", "found it at 1:2");
  }

  @Test
  void aDrainedReaderMustHaveSeenWhatWasAcknowledgedBefore() {
    Violation unseen =
        only(
            Kind.UNSEEN,
            """
            reader r1 earliest 0
            read r1 s1 1 1 0:0=w1/1/0/1 0:1=w1/2/0/1 0:2=w1/3/0/1
            drained r1
            """);
    assertThat(unseen.explanation()).contains("r1", "2 events of partition 0", "w1/4/0/1 at 0:3");
    only(Kind.UNSEEN, "reader r1 earliest 1\ndrained r1");
  }

  @Test
  void aReaderOfSomePartitionsNeedNotSeeTheOthers() {
    assertThat(
            read("""
                    reader r1 earliest 0
                    read r1 s1 1 1 0:0=w1/1/0/1 0:1=w1/2/0/1 0:2=w1/3/0/1 0:3=w1/4/0/1 0:4=w1/5/0/1
                    drained r1
                    """)
                .isOk())
        .isTrue();
  }

  @Test
  void whatLiesBehindTheEndOfTheFinalReadIsNotJudged() {
    assertThat(read("reader r1 anywhere *\nread r1 s1 1 1 0:9=w1/11/0/1").isOk()).isTrue();
  }

  @Test
  void aPartitionThatTheFinalReadLeftOutIsSaid() {
    only(Kind.NO_FINAL_READ, "reader r1 anywhere *\nread r1 s1 1 1 7:0=w1/11/0/1");
  }

  /** Batch 11 of w1 is uncertain, and not in the topic. */
  private Verdict read(String entries) {
    StringBuilder lines = new StringBuilder();
    for (int i = 1; i <= 10; i++) {
      lines.append(String.format("write w1 %d 1%nwrite-ok w1 %d%n", i, i));
    }
    lines.append(entries.strip());
    lines.append(
        """

        write w1 11 1
        write-uncertain w1 11 timed out
        final-begin
        final 0:0=w1/1/0/1 0:1=w1/2/0/1 0:2=w1/3/0/1 0:3=w1/4/0/1 0:4=w1/5/0/1
        final 1:0=w1/6/0/1 1:2=w1/7/0/1 1:3=w1/8/0/1 1:4=w1/9/0/1 1:5=w1/10/0/1
        final-end 0=6 1=7
        """);
    return Lines.verdict(folder, lines.toString());
  }

  private Violation only(Kind kind, String entries) {
    Verdict verdict = read(entries);
    assertThat(verdict.violations()).as(verdict.report()).hasSize(1);
    assertThat(verdict.violations().get(0).kind()).isEqualTo(kind);
    return verdict.violations().get(0);
  }
}

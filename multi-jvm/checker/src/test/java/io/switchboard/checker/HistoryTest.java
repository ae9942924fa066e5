package io.switchboard.checker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is recorded is what is read back, whatever happens to the process. */
class HistoryTest {
  @TempDir Path folder;

  @Test
  void whatClientsRecordIsChecked() {
    try (History history = History.create(folder.resolve("new/history.txt"))) {
      WriteAttempt refused = history.writer("w1").invoke(1, 2);
      refused.failed("REFUSED\n too large");
      WriteAttempt write = history.writer("w1").invoke(2, 2);
      List<EventId> ids = write.ids();
      write.ok();
      history.writer("w1").invoke(3, 1).uncertain("timed out");
      ReaderLog reader = history.reader("r1", Start.EARLIEST, Set.of(0));
      List<PlacedEvent> events =
          List.of(
              PlacedEvent.of(0, 4, ids.get(0).paddedTo(1_000)),
              PlacedEvent.of(0, 5, ids.get(1).text()));
      reader.delivered("s1", 1, events).ackInvoked().ackUncertain("connection lost");
      reader.delivered("s1", 1, events).ackInvoked().ackOk();
      reader.drained();
      FinalRead last = history.finalRead();
      events.forEach(last::event);
      last.complete(Map.of(0, 6L));
      Verdict verdict = Checker.check(history).throwIfViolated();
      assertThat(verdict.figures().failedBatches()).isEqualTo(1);
      assertThat(verdict.figures().uncertainBatches()).isEqualTo(1);
      assertThat(verdict.figures().repeatedReads()).isEqualTo(1);
    }
  }

  @Test
  void everyLineReadsBackAsItWasWritten() throws IOException {
    Path file = folder.resolve("history.txt");
    try (History history = History.create(file)) {
      history.writer("w-1").invoke(1, 2).failed("because  of\tthis");
      ReaderLog reader = history.reader("r:1", Start.ANYWHERE, Set.of(2, 1));
      ReadAttempt read =
          reader.delivered("s~1", 7, List.of(PlacedEvent.of(1, 2, "w-1/1/0/2"))).ackInvoked();
      read.ackFailed("x");
      read.ackUncertain("");
      read.superseded();
      read.ackOk();
      reader.delivered("s~1", 8, List.of());
      reader.drained();
      FinalRead last = history.finalRead();
      last.event(3, 4, "no id");
      last.complete(Map.of(3, 5L, 1, 0L));
    }
    List<String> lines = Files.readAllLines(file);
    List<String> again = new ArrayList<>();
    LineParser parser = new LineParser(new LineWriter(again::add));
    lines.subList(1, lines.size()).forEach(line -> parser.parse(line, 0, 0));
    assertThat(again)
        .hasSize(14)
        .isEqualTo(lines.subList(1, lines.size()).stream().map(l -> l + "\n").toList());
  }

  @Test
  void everyEntryIsInTheFileWhenTheCallReturns() throws IOException {
    try (History history = History.create(folder.resolve("history.txt"))) {
      WriteAttempt write = history.writer("w1").invoke(1, 1);
      assertThat(Files.readString(history.file())).endsWith(" write w1 1 1\n");
      write.ok();
      assertThat(Files.readString(history.file())).endsWith(" write-ok w1 1\n");
    }
  }

  @Test
  void aLineThatACrashCutOffIsLeftOutAndCounted() throws IOException {
    Path file =
        Lines.file(
            folder,
            "cut.txt",
            "write w1 1 1\nwrite-ok w1 1\nfinal-begin\nfinal 0:0=w1/1/0/1\nfinal-end 0=1");
    Files.writeString(file, Files.readString(file) + "900 write w1 2");
    Verdict verdict = Checker.check(file);
    assertThat(verdict.isOk()).isTrue();
    assertThat(verdict.figures().cutLines()).isEqualTo(1);
    assertThat(verdict.figures().entries()).isEqualTo(5);
  }

  @Test
  void filesOfSeveralProcessesAreOneHistory() {
    Path first = Lines.file(folder, "1.txt", "write w1 1 1\nwrite-ok w1 1");
    Path second = Lines.file(folder, "2.txt", "write w1 2 1\nwrite-ok w1 2");
    Path last =
        Lines.file(
            folder,
            "3.txt",
            "write w2 1 1\nwrite-ok w2 1\nfinal-begin\nfinal 0:0=w1/1/0/1 0:1=w2/1/0/1\nfinal-end 0=2");
    Verdict verdict = Checker.check(last, first, second);
    assertThat(verdict.counts()).containsOnly(Map.entry(Kind.LOST_WRITE, 1L));
    Violation lost = verdict.violations().get(0);
    assertThat(lost.operations())
        .extracting(Operation::toString)
        .contains("2.txt:2: 1000 write w1 2 1");
  }

  @Test
  void aHistoryThatIsFullSaysSo() {
    try (History history = History.create(folder.resolve("small.txt"), 100)) {
      WriterLog writer = history.writer("w1");
      assertThatThrownBy(
              () -> {
                for (int i = 1; i < 10; i++) {
                  writer.invoke(i, 1);
                }
              })
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("full");
      assertThat(Checker.check(history).figures().cutLines()).isZero();
    }
  }

  @Test
  void anOldHistoryIsNotOverwritten() {
    Path file = Lines.file(folder, "old.txt", "write w1 1 1");
    assertThatThrownBy(() -> History.create(file)).isInstanceOf(UncheckedIOException.class);
  }

  @Test
  void manyThreadsRecordIntoOneFile() {
    try (History history = History.create(folder.resolve("history.txt"))) {
      ReaderLog reader = history.reader("r1", Start.ANYWHERE);
      List<CompletableFuture<Void>> threads = new ArrayList<>();
      for (int t = 0; t < 4; t++) {
        WriterLog writer = history.writer("w" + t);
        threads.add(
            CompletableFuture.runAsync(
                () -> {
                  for (int i = 0; i < 500; i++) {
                    writer.invoke(i, 1).failed("REFUSED");
                    reader.delivered("s1", i, List.of());
                  }
                }));
      }
      threads.forEach(CompletableFuture::join);
      history.finalRead().complete(Map.of());
      Figures figures = Checker.check(history).throwIfViolated().figures();
      assertThat(figures.failedBatches()).isEqualTo(2_000);
      assertThat(figures.readBatches()).isEqualTo(500);
      assertThat(figures.repeatedReads()).isEqualTo(1_500);
    }
  }

  @Test
  void whatContradictsItselfIsUnreadableAndSaysWhere() {
    assertUnreadable("write-ok w1 1", "history.txt:2: no attempt was under way");
    assertUnreadable("write w1 1 1\nwrite w1 1 2", "history.txt:3", "another number");
    assertUnreadable("read r1 s1 1 1", "r1 was not opened");
    assertUnreadable("reader r1 earliest *\nack r1 s1 1 1", "no such batch was read");
    assertUnreadable("final-begin\nfinal 0:1=w/1/0/1 0:1=w/2/0/1", "must ascend");
    assertUnreadable("wrote w1 1 1", "unknown word 'wrote'");
    assertUnreadable("write w1 1", "too short");
    assertUnreadable("write w1 x 1", "history.txt:2");
    assertUnreadable("final 0-1=w/1/0/1", "history.txt:2");
  }

  @Test
  void anotherVersionIsUnreadable() throws IOException {
    Path file = Files.writeString(folder.resolve("2.txt"), "switchboard-history 2 x\n");
    assertThatThrownBy(() -> Checker.check(file))
        .isInstanceOf(UnreadableHistoryException.class)
        .hasMessageContaining("version 2");
  }

  @Test
  void namesThatALineCannotHoldAreRefused() {
    try (History history = History.create(folder.resolve("history.txt"))) {
      assertThatThrownBy(() -> history.writer("a b")).isInstanceOf(IllegalArgumentException.class);
      assertThatThrownBy(() -> history.writer("a/b")).isInstanceOf(IllegalArgumentException.class);
      assertThatThrownBy(() -> history.writer("")).isInstanceOf(IllegalArgumentException.class);
      assertThatThrownBy(() -> history.writer("~")).isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void anAttemptEndsOnce() {
    try (History history = History.create(folder.resolve("history.txt"))) {
      WriteAttempt attempt = history.writer("w1").invoke(1, 1);
      attempt.ok();
      assertThatThrownBy(attempt::ok).isInstanceOf(IllegalStateException.class);
    }
  }

  private void assertUnreadable(String entries, String... messages) {
    assertThatThrownBy(() -> Lines.verdict(folder, entries))
        .isInstanceOf(UnreadableHistoryException.class)
        .hasMessageContainingAll(messages);
  }
}

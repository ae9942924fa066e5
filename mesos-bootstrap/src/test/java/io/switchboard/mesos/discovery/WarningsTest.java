package io.switchboard.mesos.discovery;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** A lookup every second must not mean a warning every second. */
final class WarningsTest {
  private final Logger logger = (Logger) LoggerFactory.getLogger(Lookups.class);
  private final ListAppender<ILoggingEvent> log = new ListAppender<>();

  @BeforeEach
  void listen() {
    log.start();
    logger.addAppender(log);
  }

  @AfterEach
  void stopListening() {
    logger.detachAppender(log);
  }

  @Test
  void whatIsWrongAtEachOfManyLookupsIsLoggedOnce() {
    String twoPorts = Bed.ONE_TASK.replace("[{\"name\"", "[{\"name\": \"first\"}, {\"name\"");
    try (var down = MarathonDouble.start(MarathonDouble.json(twoPorts));
        var bed = Bed.of(down)) {
      for (int i = 0; i < 5; i++) {
        assertThat(bed.lookup()).isEmpty();
      }
    }

    assertThat(lines(Level.WARN)).hasSize(2);
    assertThat(lines(Level.WARN).get(0)).contains("task a.1 of app /a is left out");
    assertThat(lines(Level.WARN).get(1)).contains("Marathon lists no contact point");
  }

  @Test
  void theListIsLoggedWhenItChangesAndOnlyThen() {
    try (var marathon = MarathonDouble.start(MarathonDouble.json(Bed.ONE_TASK));
        var bed = Bed.of(marathon)) {
      bed.lookup();
      bed.lookup();
      marathon.nowReplies(MarathonDouble.json(Bed.ONE_TASK.replace("31001", "31007")));
      bed.lookup();
    }

    assertThat(lines(Level.INFO)).hasSize(2);
    assertThat(lines(Level.INFO).get(0)).contains("was=0 now=1 first=[10.0.0.1:31001]");
    assertThat(lines(Level.INFO).get(1)).contains("was=1 now=1 first=[10.0.0.1:31007]");
  }

  @Test
  void anAddressThatDoesNotAnswerIsToldOfThoughAnotherOneDoes() {
    try (var down = MarathonDouble.start(MarathonDouble.status(503));
        var up = MarathonDouble.start(MarathonDouble.json(Bed.ONE_TASK));
        var bed = Bed.of(Map.of("urls", List.of(down.url(), up.url())))) {
      bed.lookup();
    }

    assertThat(lines(Level.WARN))
        .singleElement()
        .asString()
        .contains("answers 503", "another address answered");
  }

  @Test
  void aTextPassesOnceAPeriodAndAFloodOfTextsIsCut() {
    WarningGate gate = new WarningGate(Duration.ofSeconds(60));
    assertThat(gate.pass("a", 0)).contains("a");
    assertThat(gate.pass("a", 1)).isEmpty();
    for (int i = 1; i < WarningGate.MAX_TEXTS; i++) {
      assertThat(gate.pass("b" + i, 2)).contains("b" + i);
    }
    assertThat(gate.pass("one more", 3))
        .hasValueSatisfying(t -> assertThat(t).contains("left out"));
    assertThat(gate.pass("another", 4)).isEqualTo(Optional.empty());

    assertThat(gate.pass("a", Duration.ofSeconds(60).toNanos())).contains("a");
  }

  private List<String> lines(Level level) {
    return log.list.stream()
        .filter(event -> event.getLevel().equals(level))
        .map(ILoggingEvent::getFormattedMessage)
        .toList();
  }
}

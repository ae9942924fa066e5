package io.switchboard.node.audit;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.switchboard.node.audit.AuditEntry.Event;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class AuditLogTest {
  private static final long SECOND = 1_000_000_000L;

  private final Logger logger = (Logger) LoggerFactory.getLogger(AuditLog.LOGGER);
  private final ListAppender<ILoggingEvent> lines = new ListAppender<>();
  private final AtomicLong nanos = new AtomicLong(-5);
  private final AuditLog log = new AuditLog(nanos::get);

  @BeforeEach
  void listen() {
    lines.start();
    logger.addAppender(lines);
    logger.setAdditive(false);
  }

  @AfterEach
  void stopListening() {
    logger.detachAppender(lines);
    logger.setAdditive(true);
  }

  private static Map<String, Object> keys(ILoggingEvent line) {
    Map<String, Object> keys = new LinkedHashMap<>();
    line.getKeyValuePairs().forEach(pair -> keys.put(pair.key, pair.value));
    return keys;
  }

  private List<Map<String, Object>> written() {
    return lines.list.stream().map(AuditLogTest::keys).toList();
  }

  @Test
  void anEventIsOneLineWithItsKeys() {
    log.write(
        AuditEntry.of(Event.TAKE_OVER, "OK")
            .subject("me")
            .session("s")
            .topic("t")
            .role("reader")
            .client(Optional.of("sdk/1"))
            .remote("1.2.3.4:5"));
    assertThat(written())
        .containsExactly(
            Map.of(
                "event", "take-over",
                "outcome", "OK",
                "subject", "me",
                "sessionId", "s",
                "topic", "t",
                "role", "reader",
                "client", "sdk/1",
                "remote", "1.2.3.4:5"));
  }

  @Test
  void nothingButDenialsIsEverLeftOut() {
    for (int i = 0; i < 1_000; i++) {
      log.write(AuditEntry.of(Event.DISPOSE, "OK"));
    }
    assertThat(lines.list).hasSize(1_000);
    assertThat(log.suppressed()).isZero();
  }

  @Test
  void aFloodOfDenialsIsBoundedAndTheNextLineTellsHowManyWereLeftOut() {
    for (int i = 0; i < 1_000; i++) {
      log.write(AuditEntry.of(Event.DENIED, "TOKEN_FORGED"));
    }
    assertThat(lines.list).hasSize(AuditLog.MAX_DENIALS_PER_SECOND);
    nanos.addAndGet(SECOND);
    log.write(AuditEntry.of(Event.DENIED, "TOKEN_FORGED"));
    log.write(AuditEntry.of(Event.DENIED, "TOKEN_FORGED"));

    int left = 1_000 - AuditLog.MAX_DENIALS_PER_SECOND;
    assertThat(log.count(Event.DENIED)).isEqualTo(1_002);
    assertThat(log.suppressed()).isEqualTo(left);
    List<Map<String, Object>> last = written().subList(AuditLog.MAX_DENIALS_PER_SECOND, 22);
    assertThat(last.get(0)).containsEntry("suppressed", (long) left);
    assertThat(last.get(1)).doesNotContainKey("suppressed");
  }

  @Test
  void whatAClientCallsItselfStaysOneBoundedValueOfOneLine() {
    log.write(
        AuditEntry.of(Event.ALLOCATE, "OK")
            .client(
                Optional.of(
                    "x\n2026 INFO io.switchboard.audit - \"event=dispose\" " + "y".repeat(9_000))));
    String client = (String) written().get(0).get("client");
    assertThat(client)
        .hasSize(AuditEntry.MAX_VALUE_CHARS)
        .doesNotContain("\n")
        .doesNotContain("\"");
  }
}

package io.switchboard.node.logging;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.joran.JoranConfigurator;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import ch.qos.logback.core.ConsoleAppender;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.MDC;

class JsonLinesTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final LoggerContext context = new LoggerContext();
  private final JsonLines encoder = new JsonLines();
  private final List<String> lines = new ArrayList<>();
  private Logger log;

  @BeforeEach
  void listen() {
    context.setMDCAdapter(MDC.getMDCAdapter());
    encoder.setContext(context);
    encoder.start();
    AppenderBase<ILoggingEvent> appender =
        new AppenderBase<>() {
          @Override
          protected void append(ILoggingEvent event) {
            lines.add(new String(encoder.encode(event), StandardCharsets.UTF_8));
          }
        };
    appender.setContext(context);
    appender.start();
    log = context.getLogger("io.switchboard.test");
    log.addAppender(appender);
    log.setLevel(Level.DEBUG);
  }

  @AfterEach
  void stop() {
    MDC.clear();
    context.stop();
  }

  private JsonNode line() throws Exception {
    assertThat(lines).hasSize(1);
    String text = lines.get(0);
    assertThat(text).endsWith("\n");
    assertThat(text.strip()).doesNotContain("\n");
    return JSON.readTree(text);
  }

  private static List<String> keys(JsonNode line) {
    List<String> keys = new ArrayList<>();
    line.fieldNames().forEachRemaining(keys::add);
    return keys;
  }

  @Test
  void aPlainEventHasExactlyTheKeysThatEveryLineHas() throws Exception {
    log.info("hello");
    assertThat(keys(line())).containsExactly("time", "level", "logger", "thread", "message");
    assertThat(line().path("time").asText())
        .matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z");
    assertThat(line().path("level").asText()).isEqualTo("INFO");
    assertThat(line().path("logger").asText()).isEqualTo("io.switchboard.test");
    assertThat(line().path("message").asText()).isEqualTo("hello");
  }

  @Test
  void anEventWithEverythingHasExactlyTheFixedKeysInOrder() throws Exception {
    context.putProperty(JsonLines.NODE, "10.0.0.1:25520");
    MDC.put("topic", "pages");
    MDC.put("akkaSource", "akka://switchboard/user");
    log.atWarn()
        .addKeyValue("seq", 7)
        .addKeyValue("password", "never")
        .setCause(new IllegalStateException("why"))
        .log("batch {} lane={} phase=abort sessionId={} reason=\"{}\"", 3, "l-1", "abc", "full");
    assertThat(keys(line()))
        .containsExactly(
            "time",
            "level",
            "logger",
            "thread",
            "message",
            "node",
            "sessionId",
            "topic",
            "lane",
            "seq",
            "phase",
            "reason",
            "stackTrace");
    assertThat(line().path("sessionId").asText()).isEqualTo("abc");
    assertThat(line().path("lane").asText()).isEqualTo("l-1");
    assertThat(line().path("phase").asText()).isEqualTo("abort");
    assertThat(line().path("reason").asText()).isEqualTo("full");
    assertThat(line().path("seq").asText()).isEqualTo("7");
    assertThat(line().path("stackTrace").asText())
        .startsWith("java.lang.IllegalStateException: why");
    assertThat(lines.get(0)).doesNotContain("never");
  }

  @Test
  void whatIsPutIntoAMessageMakesNoKeys() throws Exception {
    log.info("refused: {}", "sessionId=forged phase=forged");
    assertThat(keys(line())).doesNotContain("sessionId", "phase");
    lines.clear();
    context.getLogger("org.other").addAppender(log.iteratorForAppenders().next());
    context.getLogger("org.other").info("sessionId=foreign");
    assertThat(keys(line())).doesNotContain("sessionId");
  }

  @Test
  void aLineIsOneLineAndBoundedWhateverIsInIt() throws Exception {
    Throwable deep = new IllegalStateException("x".repeat(50_000));
    log.error("a\nb\u2028{} sessionId={}", "\"}".repeat(50_000), "s".repeat(50_000), deep);
    assertThat(line().path("message").asText()).hasSize(JsonLines.MAX_MESSAGE_CHARS);
    assertThat(line().path("stackTrace").asText()).hasSize(JsonLines.MAX_STACK_CHARS);
    assertThat(line().path("sessionId").asText()).hasSize(LogKeys.MAX_VALUE_CHARS);
  }

  @Test
  void theNodesConfigurationWritesTextOrJsonAsItIsTold() throws Exception {
    assertThat(encoderOf("text")).doesNotContain("JsonLines");
    assertThat(encoderOf("json")).contains("JsonLines");
  }

  @Test
  void textHasKeyValuePairsBehindTheMessageAndNothingWhereThereAreNone() throws Exception {
    LoggerContext other = nodesConfiguration("text");
    ConsoleAppender<ILoggingEvent> appender = console(other);
    List<String> text = new ArrayList<>();
    AppenderBase<ILoggingEvent> kept =
        new AppenderBase<>() {
          @Override
          protected void append(ILoggingEvent event) {
            text.add(new String(appender.getEncoder().encode(event), StandardCharsets.UTF_8));
          }
        };
    kept.setContext(other);
    kept.start();
    Logger audit = other.getLogger("io.switchboard.audit");
    audit.setAdditive(false);
    audit.addAppender(kept);
    audit.atInfo().addKeyValue("event", "dispose").addKeyValue("client", "a b").log("audit");
    audit.info("plain");
    other.stop();
    assertThat(text.get(0)).endsWith("audit - audit event=\"dispose\" client=\"a b\"\n");
    assertThat(text.get(1)).endsWith("audit - plain\n");
  }

  @Test
  void theDocumentedConfigurationKeepsTheAuditLogInAFileOfItsOwn(@TempDir Path folder)
      throws Exception {
    String docs = Files.readString(Path.of("../docs/logging.md"));
    String xml = docs.substring(docs.indexOf("```xml") + 6, docs.lastIndexOf("```"));
    LoggerContext other = new LoggerContext();
    other.setMDCAdapter(MDC.getMDCAdapter());
    JoranConfigurator configurator = new JoranConfigurator();
    configurator.setContext(other);
    configurator.doConfigure(
        new ByteArrayInputStream(
            xml.replace("/var/log/switchboard", folder.toString())
                .getBytes(StandardCharsets.UTF_8)));
    other.getLogger("io.switchboard.audit").atInfo().addKeyValue("event", "dispose").log("audit");
    other.getLogger("akka.actor").info("not worth a line");
    assertThat(Files.readString(folder.resolve("audit.json"))).contains("\"event\":\"dispose\"");
    assertThat(other.getLogger("akka.actor").isInfoEnabled()).isFalse();
    assertThat(other.getLogger("ROOT").getAppender("STDOUT")).isNotNull();
    other.stop();
  }

  private static String encoderOf(String format) throws Exception {
    LoggerContext other = nodesConfiguration(format);
    String name = console(other).getEncoder().getClass().getName();
    other.stop();
    return name;
  }

  private static ConsoleAppender<ILoggingEvent> console(LoggerContext context) {
    return (ConsoleAppender<ILoggingEvent>) context.getLogger("ROOT").getAppender("STDOUT");
  }

  private static LoggerContext nodesConfiguration(String format) throws Exception {
    LoggerContext other = new LoggerContext();
    other.setMDCAdapter(MDC.getMDCAdapter());
    other.putProperty("switchboard.log.format", format);
    JoranConfigurator configurator = new JoranConfigurator();
    configurator.setContext(other);
    configurator.doConfigure(JsonLines.class.getResource("/logback.xml"));
    return other;
  }
}

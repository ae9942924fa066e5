package io.switchboard.cli.transfer;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.switchboard.cli.frame.BadFrameException;
import io.switchboard.cli.frame.Frame;
import io.switchboard.cli.frame.LineReader;
import io.switchboard.sdk.OutboundEvent;
import io.switchboard.sdk.ReceivedEvent;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

final class EventFormatTest {
  private static final EventFormat PLAIN = new EventFormat(Optional.empty(), OptionalInt.empty());
  private static final EventFormat KEYED = new EventFormat(Optional.of("::"), OptionalInt.of(3));

  @Test
  void theWholeLineIsTheValue() throws IOException {
    OutboundEvent event = PLAIN.event(line("k::v\n"), 1);

    assertThat(event.value()).contains("k::v".getBytes(UTF_8));
    assertThat(event.key()).isEmpty();
    assertThat(event.headers()).isEmpty();
    assertThat(event.partition()).isEmpty();
  }

  @Test
  void theFirstSeparatorEndsTheKey() throws IOException {
    OutboundEvent event = KEYED.event(line("k:x::v::w\n"), 1);

    assertThat(event.key()).contains("k:x".getBytes(UTF_8));
    assertThat(event.value()).contains("v::w".getBytes(UTF_8));
    assertThat(event.partition()).hasValue(3);
  }

  @Test
  void keyAndValueMayBeEmpty() throws IOException {
    OutboundEvent event = KEYED.event(line("::\n"), 1);

    assertThat(event.key()).contains(new byte[0]);
    assertThat(event.value()).contains(new byte[0]);
  }

  @Test
  void aLineWithoutASeparatorIsAnErrorThatNamesTheLine() throws IOException {
    Frame line = line("no key:\n");

    assertThatThrownBy(() -> KEYED.event(line, 17))
        .isInstanceOf(BadFrameException.class)
        .hasMessageContaining("Line 17");
  }

  @Test
  void aLastLineWithoutALineFeedIsMarkedAndRecognized() throws IOException {
    OutboundEvent last = PLAIN.event(line("end"), 1);

    assertThat(last.headers())
        .singleElement()
        .satisfies(
            header -> {
              assertThat(header.name()).isEqualTo("switchboard-eol");
              assertThat(header.value()).contains("none".getBytes(UTF_8));
            });
    assertThat(EventFormat.isTerminated(received(last))).isFalse();
    assertThat(EventFormat.isTerminated(received(PLAIN.event(line("end\n"), 1)))).isTrue();
  }

  @Test
  void aKeyedLineComesBackAsItWas() throws IOException {
    assertThat(KEYED.frame(received(KEYED.event(line("k::v\n"), 1))))
        .isEqualTo("k::v".getBytes(UTF_8));
  }

  @Test
  void theSizeCountsKeyValueAndHeaders() throws IOException {
    assertThat(EventFormat.payloadBytes(KEYED.event(line("ab::cde\n"), 1))).isEqualTo(5);
    assertThat(EventFormat.payloadBytes(PLAIN.event(line("cde"), 1)))
        .isEqualTo(3 + "switchboard-eol".length() + "none".length());
  }

  private static Frame line(String text) throws IOException {
    return new LineReader(new ByteArrayInputStream(text.getBytes(UTF_8)), 100).next().orElseThrow();
  }

  private static ReceivedEvent received(OutboundEvent event) {
    ReceivedEvent.Builder builder = ReceivedEvent.builder().headers(event.headers());
    event.key().ifPresent(builder::key);
    event.value().ifPresent(builder::value);
    return builder.build();
  }
}

package io.switchboard.cli.frame;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class LineReaderTest {
  private static final int LIMIT = 200_000;

  @Test
  void onlyTheLineFeedSeparates() throws IOException {
    assertThat(lines("a\r\nb\rc\n\u0085\n")).containsExactly("a\r", "b\rc", "\u0085");
  }

  @Test
  void emptyLinesAreEvents() throws IOException {
    assertThat(lines("\n\na\n\n")).containsExactly("", "", "a", "");
  }

  @Test
  void anEmptyInputHasNoEvent() throws IOException {
    assertThat(lines("")).isEmpty();
  }

  @Test
  void aLastLineWithoutALineFeedIsTold() throws IOException {
    LineReader reader = reader(bytes("a\nb"));

    assertThat(reader.next().orElseThrow().isTerminated()).isTrue();
    assertThat(reader.next().orElseThrow().isTerminated()).isFalse();
    assertThat(reader.next()).isEmpty();
    assertThat(reader.next()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "a",
        "a\n",
        "\n",
        "\n\n",
        "a\r\n\r\nb",
        "a\nb\n",
        "\r",
        "x\n\u0000\u00ff\u0000"
      })
  void writingTheFramesGivesTheSameBytes(String input) throws IOException {
    assertThat(roundTrip(bytes(input))).isEqualTo(bytes(input));
  }

  @Test
  void anyBytesComeBackWhateverTheChunksAre() throws IOException {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    for (int round = 0; round < 50; round++) {
      byte[] input = new byte[random.nextInt(300_000)];
      random.nextBytes(input);
      if (round % 2 == 0) {
        for (int i = 0; i < input.length; i++) {
          input[i] = (byte) (random.nextInt(40) == 0 ? '\n' : input[i]);
        }
      }
      assertThat(roundTrip(input)).as("seed %d, round %d", seed, round).isEqualTo(input);
    }
  }

  @Test
  void aLineOfExactlyTheLimitIsTaken() throws IOException {
    byte[] line = bytes("x".repeat(LIMIT) + "\n");

    assertThat(reader(line).next().orElseThrow().bytes()).hasSize(LIMIT);
  }

  @ParameterizedTest
  @ValueSource(strings = {"\n", ""})
  void aLongerLineIsAnErrorThatNamesLineAndLimit(String end) {
    LineReader reader = reader(bytes("short\n" + "x".repeat(LIMIT + 1) + end));

    assertThatThrownBy(
            () -> {
              reader.next();
              reader.next();
            })
        .isInstanceOf(BadFrameException.class)
        .hasMessageContaining("Line 2")
        .hasMessageContaining(Integer.toString(LIMIT));
  }

  @Test
  void anEndlessLineIsRefusedBeforeItFillsMemory() {
    InputStream endless =
        new InputStream() {
          @Override
          public int read() {
            return 'x';
          }
        };

    assertThatThrownBy(() -> new LineReader(endless, LIMIT).next())
        .isInstanceOf(BadFrameException.class);
  }

  @Test
  void framesAndBytesAreCounted() throws IOException {
    LineReader reader = reader(bytes("ab\n\nc"));
    Optional<Frame> frame = reader.next();
    while (frame.isPresent()) {
      frame = reader.next();
    }

    assertThat(reader.frames()).isEqualTo(3);
    assertThat(reader.bytes()).isEqualTo(5);
  }

  @Test
  void itMayWaitOnlyWhenNoWholeLineIsThere() throws IOException {
    InputStream pipe =
        new ByteArrayInputStream(bytes("a\nb\nc")) {
          @Override
          public synchronized int available() {
            return 0; // as a pipe whose writer pauses
          }
        };
    LineReader reader = new LineReader(pipe, LIMIT);

    assertThat(reader.mayWait()).isTrue();
    reader.next();
    assertThat(reader.mayWait()).isFalse();
    reader.next();
    assertThat(reader.mayWait()).isTrue();
  }

  private static List<String> lines(String input) throws IOException {
    LineReader reader = reader(bytes(input));
    List<String> lines = new ArrayList<>();
    for (Optional<Frame> frame = reader.next(); frame.isPresent(); frame = reader.next()) {
      lines.add(new String(frame.get().bytes(), ISO_8859_1));
    }
    return lines;
  }

  private static byte[] roundTrip(byte[] input) throws IOException {
    LineReader reader = new LineReader(new ByteArrayInputStream(input), input.length + 1);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (Optional<Frame> frame = reader.next(); frame.isPresent(); frame = reader.next()) {
      FrameWriter.LINES.write(out, frame.get().bytes(), frame.get().isTerminated());
    }
    assertThat(reader.bytes()).isEqualTo(input.length);
    return out.toByteArray();
  }

  private static LineReader reader(byte[] input) {
    return new LineReader(new ByteArrayInputStream(input), LIMIT);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(ISO_8859_1);
  }
}

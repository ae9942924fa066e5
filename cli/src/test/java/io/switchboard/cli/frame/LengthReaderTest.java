package io.switchboard.cli.frame;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class LengthReaderTest {
  private static final int LIMIT = 1000;

  @Test
  void anyBytesAreAnEvent() throws IOException {
    List<byte[]> events =
        List.of(new byte[0], new byte[] {0}, new byte[] {'\n', '\r', (byte) 0xFF}, new byte[LIMIT]);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (byte[] event : events) {
      FrameWriter.LENGTHS.write(out, event, true);
    }
    LengthReader reader = reader(out.toByteArray());

    for (byte[] event : events) {
      Frame frame = reader.next().orElseThrow();
      assertThat(frame.bytes()).isEqualTo(event);
      assertThat(frame.isTerminated()).isTrue();
    }
    assertThat(reader.next()).isEqualTo(Optional.empty());
    assertThat(reader.frames()).isEqualTo(4);
    assertThat(reader.bytes()).isEqualTo(out.size());
  }

  @Test
  void theLengthIsFourBytesTheMostSignificantFirst() throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    FrameWriter.LENGTHS.write(out, new byte[258], true);

    assertThat(out.toByteArray()).startsWith(0, 0, 1, 2);
  }

  @Test
  void anInputThatWasCutShortIsAnError() {
    assertThatThrownBy(() -> reader(0, 0).next())
        .isInstanceOf(BadFrameException.class)
        .hasMessageContaining("frame 1");
    assertThatThrownBy(() -> reader(0, 0, 0, 5, 1, 2).next())
        .isInstanceOf(BadFrameException.class)
        .hasMessageContaining("5 bytes were announced and 2 came");
  }

  @Test
  void anImpossibleLengthIsAnErrorThatNamesTheLimitAndAllocatesNothing() {
    assertThatThrownBy(() -> reader(0xFF, 0xFF, 0xFF, 0xFF).next())
        .isInstanceOf(BadFrameException.class)
        .hasMessageContaining("4294967295")
        .hasMessageContaining("1000");
    assertThatThrownBy(() -> reader(0, 0, 3, 0xE9).next())
        .isInstanceOf(BadFrameException.class)
        .hasMessageContaining("1001");
    assertThatThrownBy(() -> reader('t', 'e', 'x', 't').next())
        .isInstanceOf(BadFrameException.class)
        .hasMessageContaining("really length-prefixed");
  }

  private static LengthReader reader(int... bytes) {
    byte[] input = new byte[bytes.length];
    for (int i = 0; i < bytes.length; i++) {
      input[i] = (byte) bytes[i];
    }
    return reader(input);
  }

  private static LengthReader reader(byte[] input) {
    return new LengthReader(new ByteArrayInputStream(input), LIMIT);
  }
}

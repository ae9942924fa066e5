package io.switchboard.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The demonstration can fail: each kind of damage is noticed. */
final class VerdictTest {
  private static final KafkaWitness.Sight THREE = new KafkaWitness.Sight(3, 100, Optional.empty());

  @TempDir private Path folder;

  @Test
  void theSameBytesAreGood() throws IOException {
    assertThat(verdict("a\nb\nc\n", 3, THREE, 0).isGood()).isTrue();
  }

  @Test
  void aLostLineIsNoticed() throws IOException {
    assertThat(verdict("a\nc\n", 2, THREE, 0).problems()).hasSize(2);
  }

  @Test
  void aLineThatCameTwiceIsNoticed() throws IOException {
    assertThat(verdict("a\nb\nb\nc\n", 4, THREE, 0).isGood()).isFalse();
  }

  @Test
  void anotherOrderIsNoticed() throws IOException {
    assertThat(verdict("b\na\nc\n", 3, THREE, 0).problems())
        .singleElement()
        .asString()
        .contains("byte 0");
  }

  @Test
  void aChangedLineEndIsNoticed() throws IOException {
    assertThat(verdict("a\nb\nc", 3, THREE, 0).isGood()).isFalse();
  }

  @Test
  void aRecordTooManyInKafkaIsNoticed() throws IOException {
    KafkaWitness.Sight four = new KafkaWitness.Sight(4, 100, Optional.empty());

    assertThat(verdict("a\nb\nc\n", 3, four, 0).isGood()).isFalse();
  }

  @Test
  void aClearLineInKafkaIsNoticed() throws IOException {
    assertThat(verdict("a\nb\nc\n", 3, THREE, 1).isGood()).isFalse();
  }

  private Verdict verdict(String received, long lines, KafkaWitness.Sight sight, int clear)
      throws IOException {
    Path sent = Files.writeString(folder.resolve("sent"), "a\nb\nc\n");
    Path back = Files.writeString(folder.resolve("back"), received);
    return Verdict.of(new DemoInput(sent, 3, 6, "test"), back, lines, sight, clear);
  }
}

package io.switchboard.localstack;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogTailTest {

  @TempDir Path folder;

  @Test
  void theLastLinesAreGivenInOrder() throws IOException {
    Path log = Files.writeString(folder.resolve("log"), "one\ntwo\nthree\n");

    assertThat(LogTail.of(log, 2)).containsExactly("two", "three");
    assertThat(LogTail.of(log, 10)).containsExactly("one", "two", "three");
  }

  @Test
  void aMissingLogHasNoLines() {
    assertThat(LogTail.of(folder.resolve("none"), 10)).isEmpty();
  }

  @Test
  void aHugeLogIsNotReadAsAWhole() throws IOException {
    Path log = Files.writeString(folder.resolve("log"), "x".repeat(1_000_000) + "\nlast\n");

    assertThat(LogTail.of(log, Integer.MAX_VALUE))
        .hasSize(2)
        .allSatisfy(line -> assertThat(line).hasSizeLessThan(40_000))
        .endsWith("last");
  }
}

package io.switchboard.cli.transfer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.switchboard.cli.CliException;
import io.switchboard.sdk.StartPosition;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class StartTest {
  private static final byte[] CURSOR = {1, 2, 3, -1};

  @TempDir private Path folder;

  @Test
  void wordsAndTimesAreUnderstood() {
    assertThat(start("earliest")).isInstanceOf(StartPosition.Earliest.class);
    assertThat(start("latest")).isInstanceOf(StartPosition.Latest.class);
    assertThat(start("2026-01-31T12:00:00Z"))
        .isEqualTo(StartPosition.at(Instant.parse("2026-01-31T12:00:00Z")));
    assertThat(start("2026-01-31T14:00:00.5+02:00"))
        .isEqualTo(StartPosition.at(Instant.parse("2026-01-31T12:00:00.5Z")));
  }

  @Test
  void aCursorFileComesBackAsItWasWritten() {
    Path file = folder.resolve("place");
    CursorFile.write(file, "t", CURSOR);

    assertThat(start(file.toString()))
        .isInstanceOfSatisfying(
            StartPosition.Cursor.class, cursor -> assertThat(cursor.bytes()).isEqualTo(CURSOR));
  }

  @Test
  void withoutAStartTheCursorFileDecidesOnceItExists() {
    Path file = folder.resolve("place");

    assertThat(Start.of(Optional.empty(), Optional.of(file), "t"))
        .isInstanceOf(StartPosition.Earliest.class);
    CursorFile.write(file, "t", CURSOR);
    assertThat(Start.of(Optional.empty(), Optional.of(file), "t"))
        .isInstanceOf(StartPosition.Cursor.class);
    assertThat(Start.of(Optional.of("latest"), Optional.of(file), "t"))
        .isInstanceOf(StartPosition.Latest.class);
  }

  @Test
  void whatIsNothingOfItIsAUsageError() throws IOException {
    Path damaged = Files.writeString(folder.resolve("damaged"), "no json");
    Path foreign = folder.resolve("foreign");
    CursorFile.write(foreign, "other", CURSOR);

    for (String from : new String[] {"yesterday", damaged.toString(), foreign.toString()}) {
      assertThatThrownBy(() -> start(from))
          .isInstanceOfSatisfying(CliException.class, e -> assertThat(e.exitCode()).isEqualTo(2));
    }
  }

  private static StartPosition start(String from) {
    return Start.of(Optional.of(from), Optional.empty(), "t");
  }
}

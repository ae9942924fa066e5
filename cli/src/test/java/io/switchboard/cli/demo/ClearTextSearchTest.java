package io.switchboard.cli.demo;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ClearTextSearchTest {
  @TempDir private Path folder;

  @Test
  void aLineIsFoundInTheMiddleOfOtherBytes() throws IOException {
    Path file =
        Files.writeString(
            folder.resolve("f"), "short\nthis line is long enough\nso is this other line\n");
    ClearTextSearch search = ClearTextSearch.forLinesOf(file, 3);

    assertThat(search.pieces()).isEqualTo(2);
    search.in("xxthis line is long enougyy".getBytes(UTF_8));
    assertThat(search.found()).isZero();
    search.in("xxthis line is long enoughyy".getBytes(UTF_8));
    assertThat(search.found()).isEqualTo(1);
  }

  @Test
  void theControlFindsEverythingInTheFileItself() throws IOException {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < 5_000; i++) {
      text.append("line number ").append(i).append('\n');
    }
    Path file = Files.writeString(folder.resolve("f"), text);
    ClearTextSearch control = ClearTextSearch.forLinesOf(file, 5_000);
    control.inLinesOf(file);

    assertThat(control.pieces()).isBetween(32, 64);
    assertThat(control.found()).isEqualTo(control.pieces());
    assertThat(control.again().found()).isZero();
  }
}

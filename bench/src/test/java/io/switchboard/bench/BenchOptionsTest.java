package io.switchboard.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class BenchOptionsTest {

  @TempDir Path folder;

  @Test
  void aFileThatCannotBeWrittenIsRefusedBeforeAnythingIsMeasured() {
    for (String option : new String[] {"--html", "--json"}) {
      assertThat(refused(option, folder.resolve("missing").resolve("report"))).contains(option);
      assertThat(refused(option, folder)).contains(option);
    }
  }

  private static String refused(String option, Path file) {
    StringWriter said = new StringWriter();
    CommandLine command = Bench.commandLine().setErr(new PrintWriter(said, true));
    assertThat(command.execute(option, file.toString())).isEqualTo(CommandLine.ExitCode.USAGE);
    return said.toString().lines().findFirst().orElse("");
  }
}

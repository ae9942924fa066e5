package io.switchboard.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.TypeConversionException;

/** What the command says about a command line, by its exit code. */
final class CommandLineTest {
  @TempDir private Path home;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "publsh",
        "publish",
        "publish --topic",
        "publish --topic t --batch 0",
        "publish --topic t --batch x",
        "publish --topic t --partition -1",
        "publish --topic t --nonsense",
        "publish --topic t /no/such/file",
        "publish --topic t --address nonsense",
        "consume",
        "consume --topic t --count 0",
        "consume --topic t --json --length-prefixed",
        "consume --topic t --follow --idle-stop 2s",
        "consume --topic t --idle-stop 2",
        "consume --topic t --from yesterday",
        "describe",
        "keys rotate",
        "schema --datacenter nonsense",
        "schema --keyspace No",
        "doctor --config /no/such/file",
        "demo /no/such/file",
        "topics --address tcp://127.0.0.1:1",
        "topics --management http://127.0.0.1:1"
      })
  void aWrongCommandLineIsAUsageError(String line) {
    assertThat(run(line)).isEqualTo(ExitCodes.USAGE);
  }

  @ParameterizedTest
  @ValueSource(strings = {"publish --topic t", "consume --topic t", "topics", "sessions"})
  void withoutANodeNothingIsReached(String line) {
    assertThat(run(line)).isEqualTo(ExitCodes.UNREACHABLE);
  }

  @Test
  void anAddressThatNobodyAnswersAtIsToldAtOnce() throws IOException {
    int port;
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
    long started = System.nanoTime();

    assertThat(run("consume --topic t --address tcp://127.0.0.1:" + port))
        .isEqualTo(ExitCodes.UNREACHABLE);
    assertThat(Figures.since(started)).isLessThan(Duration.ofSeconds(20));
  }

  @Test
  void aMissingKeyRingIsAFailure() {
    assertThat(run("keys")).isEqualTo(ExitCodes.FAILED);
    assertThat(run("keys rotate token")).isEqualTo(ExitCodes.FAILED);
  }

  @ParameterizedTest
  @CsvSource({"500ms,500", "2s,2000", "3 m,180000", "1h,3600000", "0s,0"})
  void timesAreUnderstood(String text, long ms) {
    assertThat(new Durations().convert(text)).isEqualTo(Duration.ofMillis(ms));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "2", "s", "-1s", "1d", "1.5s", "99999999999s"})
  void otherTimesAreNot(String text) {
    assertThatThrownBy(() -> new Durations().convert(text))
        .isInstanceOf(TypeConversionException.class);
  }

  @ParameterizedTest
  @CsvSource({"0,0 B", "10239,'10,239 B'", "10240,10 KiB", "20971520,20 MiB"})
  void bytesAreReadable(long bytes, String text) {
    assertThat(Figures.bytes(bytes)).isEqualTo(text);
  }

  private int run(String line) {
    String[] words = line.split(" ");
    if (line.startsWith("schema") || line.equals("publsh")) {
      return Switchboard.run(words);
    }
    String[] args = java.util.Arrays.copyOf(words, words.length + 2);
    args[words.length] = "--home";
    args[words.length + 1] = home.toString();
    return Switchboard.run(args);
  }
}

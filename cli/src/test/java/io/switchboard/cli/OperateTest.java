package io.switchboard.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which calls the operators' commands make, and how they end. */
final class OperateTest {
  private static final String SESSION = "abcdefghijklmnopqrstuvwxyz";

  @TempDir private Path folder;
  private final ManagementDouble node = new ManagementDouble();

  @BeforeEach
  void writeToken() throws IOException {
    Files.writeString(folder.resolve("token"), "secret\n");
  }

  @AfterEach
  void stop() {
    node.close();
  }

  private int run(String line) {
    List<String> words = new ArrayList<>(List.of(line.split(" ")));
    words.addAll(
        List.of(
            "--management",
            node.url(),
            "--token-file",
            folder.resolve("token").toString(),
            "--home",
            folder.toString()));
    return Switchboard.run(words.toArray(String[]::new));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "move 7 h:1|POST /switchboard/shards/7/move|{\"to\":\"h:1\"}",
        "unpin 7|DELETE /switchboard/shards/7/pin|''",
        "rebalance|POST /switchboard/rebalance|''",
        "drain h:1|POST /switchboard/nodes/h%3A1/drain|''",
        "undrain h:1|POST /switchboard/nodes/h%3A1/undrain|''",
        "dispose " + SESSION + "|DELETE /switchboard/sessions/" + SESSION + "|''",
        "nodes|GET /switchboard/nodes?limit=500|''",
        "shards|GET /switchboard/shards?limit=500|''",
        "shards --node h:1|GET /switchboard/shards?node=h%3A1&limit=500|''",
        "sessions --topic t|GET /switchboard/sessions?topic=t&limit=500|''"
      })
  void aVerbIsOneCallAndARefusalIsAFailure(String line, String call, String body) {
    assertThat(run(line)).isEqualTo(ExitCodes.FAILED);

    node.say(call, 200, "{\"nodes\":[],\"shards\":[],\"sessions\":[],\"unknown\":[\"?\"]}");
    assertThat(run(line)).isEqualTo(ExitCodes.OK);
    if (!line.startsWith("dispose")) {
      assertThat(run(line + " --json")).isEqualTo(ExitCodes.OK);
    }

    assertThat(node.asked).containsOnly((call + " " + body).strip());
  }

  @Test
  void aDrainIsWaitedForUntilTheTimeIsOver() {
    node.say("POST /switchboard/nodes/h%3A1/drain", 202, "{}");
    String nodes = "GET /switchboard/nodes?limit=500";
    node.say(nodes, 200, "{\"nodes\":[{\"address\":\"h:1\",\"shards\":3}],\"unknown\":[]}");
    assertThat(run("drain h:1 --wait --timeout 1s")).isEqualTo(ExitCodes.FAILED);

    node.say(nodes, 200, "{\"nodes\":[{\"address\":\"h:1\",\"shards\":0}],\"unknown\":[]}");
    assertThat(run("drain h:1 --wait --timeout 1s")).isEqualTo(ExitCodes.OK);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "move 7",
        "move",
        "drain",
        "undrain",
        "unpin",
        "dispose",
        "nodes more",
        "rebalance --cluster none"
      })
  void aWrongCommandLineIsAUsageError(String line) {
    assertThat(run(line)).isEqualTo(ExitCodes.USAGE);
    assertThat(node.asked).isEmpty();
  }
}

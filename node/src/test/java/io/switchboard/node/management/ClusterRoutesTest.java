package io.switchboard.node.management;

import static io.switchboard.node.management.ManagementBed.bearer;
import static io.switchboard.node.management.PlacementDouble.ONE;
import static io.switchboard.node.management.PlacementDouble.TWO;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Nodes and shards: seen, moved, drained. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class ClusterRoutesTest {
  private static final String TWO_ENCODED = "%5Bfd00::2%5D:25520";

  @TempDir static Path folder;
  private ManagementBed bed;

  @BeforeAll
  void start() {
    bed = new ManagementBed(folder);
  }

  @AfterAll
  void stop() {
    bed.close();
  }

  @Test
  void nodesComeInPagesByAddress() {
    JsonNode first = bed.get("/switchboard/nodes?limit=1");
    JsonNode second = bed.get("/switchboard/nodes?limit=1&page=" + first.path("next").asText());

    assertThat(first.path("self").asText()).isEqualTo(ONE);
    assertThat(first.path("nodes").findValuesAsText("address")).containsExactly(ONE);
    assertThat(first.path("unknown").get(0).asText()).contains("did not answer");
    assertThat(first.path("nodes").get(0).path("uid").asText())
        .isEqualTo(Long.toString(Long.MIN_VALUE));
    assertThat(second.path("nodes").findValuesAsText("address")).containsExactly(TWO);
    assertThat(second.has("next")).isFalse();
  }

  @Test
  void shardsComeInPagesByNumber() {
    JsonNode first = bed.get("/switchboard/shards?limit=10");
    JsonNode second = bed.get("/switchboard/shards?limit=10&page=" + first.path("next").asText());

    assertThat(first.path("shards").findValuesAsText("shard"))
        .containsExactly("0", "1", "2", "3", "4", "5", "6", "7", "8", "9");
    assertThat(second.path("shards").findValuesAsText("shard")).containsExactly("10", "11");
    assertThat(second.path("shards").get(1).has("node")).isFalse();
  }

  @Test
  void shardsOfOneNodeAreFound() {
    JsonNode shards = bed.get("/switchboard/shards?node=" + TWO_ENCODED);

    assertThat(shards.path("shards").findValuesAsText("shard"))
        .containsExactly("1", "3", "5", "7", "9");
    bed.json(404, "GET", "/switchboard/shards?node=10.9.9.9:1", "");
  }

  @Test
  void aShardIsMovedAndItsPinTakenAwayAsOftenAsOneLikes() {
    for (int i = 0; i < 2; i++) {
      JsonNode moved =
          bed.json(202, "POST", "/switchboard/shards/7/move", "{\"to\":\"" + ONE + "\"}");
      assertThat(moved.path("pinnedTo").asText()).isEqualTo(ONE);
    }
    assertThat(bed.placement.pins).containsEntry("7", ONE);
    assertThat(
            bed.get("/switchboard/shards?page=6&limit=1")
                .path("shards")
                .findValuesAsText("pinnedTo"))
        .containsExactly(ONE);

    for (int i = 0; i < 2; i++) {
      bed.json(200, "DELETE", "/switchboard/shards/7/pin", "");
    }
    assertThat(bed.placement.pins).doesNotContainKey("7");
  }

  @ParameterizedTest
  @CsvSource({ONE + "," + ONE, TWO_ENCODED + "," + TWO, "10.0.0.1%3A25520," + ONE})
  void aNodeIsDrainedAndTakenBackAsOftenAsOneLikes(String path, String node) {
    for (int i = 0; i < 2; i++) {
      assertThat(bed.json(202, "POST", "/switchboard/nodes/" + path + "/drain", "").path("node"))
          .hasToString("\"" + node + "\"");
    }
    assertThat(bed.placement.draining).containsExactly(node);
    for (int i = 0; i < 2; i++) {
      bed.json(202, "POST", "/switchboard/nodes/" + path + "/undrain", "");
    }
    assertThat(bed.placement.draining).isEmpty();
  }

  @Test
  void theShardsAreBalanced() {
    int before = bed.placement.rebalanced;

    bed.json(202, "POST", "/switchboard/rebalance", "");

    assertThat(bed.placement.rebalanced).isEqualTo(before + 1);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "404|POST|/switchboard/shards/12/move|{\"to\":\"10.0.0.1:25520\"}",
        "404|POST|/switchboard/shards/1/move|{\"to\":\"10.9.9.9:25520\"}",
        "404|DELETE|/switchboard/shards/12/pin|''",
        "404|POST|/switchboard/nodes/10.9.9.9:1/drain|''",
        "404|POST|/switchboard/nodes/10.9.9.9:1/undrain|''",
        "404|POST|/switchboard/nodes/10.0.0.1%2f:1/drain|''",
        "400|POST|/switchboard/shards/x/move|{\"to\":\"10.0.0.1:25520\"}",
        "400|POST|/switchboard/shards/01/move|{\"to\":\"10.0.0.1:25520\"}",
        "400|POST|/switchboard/shards/1/move|{\"to\":\"nowhere\"}",
        "400|POST|/switchboard/shards/1/move|{\"to\":7}",
        "400|POST|/switchboard/shards/1/move|{}",
        "400|POST|/switchboard/shards/1/move|''",
        "400|POST|/switchboard/shards/1/move|to",
        "400|DELETE|/switchboard/shards/-1/pin|''",
        "400|POST|/switchboard/nodes/here/drain|''",
        "400|GET|/switchboard/shards?node=here|''",
        "400|GET|/switchboard/shards?page=x|''",
        "405|GET|/switchboard/shards/1/move|''",
        "405|GET|/switchboard/rebalance|''"
      })
  void whatCannotBeIsRefusedWithAReason(int status, String method, String path, String body) {
    HttpResponse<String> reply = bed.call(method, path, bearer(), body);

    assertThat(reply.statusCode()).as(reply.body()).isEqualTo(status);
    assertThat(reply.headers().firstValue("Content-Type").orElse(""))
        .startsWith("application/problem+json");
    assertThat(reply.body()).contains("\"detail\":\"");
    assertThat(bed.placement.pins).isEmpty();
    assertThat(bed.placement.draining).isEmpty();
  }

  @Test
  void aFaultOfTheClusterIsNotTheCallersMistake() {
    bed.placement.isAway = true;
    try {
      JsonNode problem = bed.json(503, "GET", "/switchboard/nodes", "");
      assertThat(problem.path("detail").asText()).contains("Try again").doesNotContain("away");
    } finally {
      bed.placement.isAway = false;
    }
  }
}

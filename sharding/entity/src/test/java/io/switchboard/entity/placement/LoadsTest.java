package io.switchboard.entity.placement;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.switchboard.entity.placement.LoadReport.Carried;
import io.switchboard.entity.placement.ShardLoads.ShardLoad;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** How loads are counted, told and remembered. */
class LoadsTest {
  private static final PeerFacts FACTS =
      new PeerFacts("0.1.0", "abc", Map.of("http", "10.0.0.1:9080", "tcp", "[::1]:9090"));

  private static long seconds(double seconds) {
    return (long) (seconds * 1e9);
  }

  @Test
  void aReportIsReadAsItWasWritten() {
    LoadReport report =
        new LoadReport(FACTS, Map.of(7, new Carried(3, 1_000, 2_000), 99, new Carried(0, 1, 0)));
    assertThat(LoadReport.decode(report.encoded())).contains(report);
    assertThat(report.encoded()).startsWith("switchboard-load 1\n").contains("\ns 7 3 1000 2000");
  }

  @Test
  void aReportOfAnotherFormatIsNotRead() {
    assertThat(LoadReport.decode("switchboard-load 2\ns 1 1 1 1")).isEmpty();
    assertThat(LoadReport.decode("")).isEmpty();
  }

  @Test
  void whatANewerNodeTellsBesidesAndWhatMakesNoSenseIsPassedOver() {
    String text =
        "switchboard-load 1\nversion v\nmood good\ns 1 2 3 4 5\ns 2 2 3 4\ns x\ns 3 -1 0 0\nat\n\n";
    LoadReport report = LoadReport.decode(text).orElseThrow();
    assertThat(report.shards()).containsOnly(Map.entry(2, new Carried(2, 3, 4)));
    assertThat(report.facts().version()).isEqualTo("v");
  }

  @Test
  void factsCannotBreakTheLines() {
    PeerFacts odd = new PeerFacts("1\ns 1 9 9 9", "x".repeat(10_000), Map.of("a b", "c d\r\n"));
    LoadReport report = LoadReport.decode(new LoadReport(odd, Map.of()).encoded()).orElseThrow();
    assertThat(report.shards()).isEmpty();
    assertThat(report.facts().addresses()).containsOnly(Map.entry("a_b", "c d??"));
    assertThat(report.facts().incarnation()).hasSize(200);
  }

  @Test
  void aReportIsBoundedWhateverTheShards() {
    Map<Integer, Carried> shards = new HashMap<>();
    for (int shard = 0; shard < 10_000; shard++) {
      shards.put(shard, new Carried(1L << 40, 1L << 50, 1L << 50));
    }
    String text = new LoadReport(FACTS, shards).encoded();
    assertThat(text.length()).isLessThanOrEqualTo(LoadReport.MAX_CHARS);
    assertThat(LoadReport.decode(text)).isPresent();
  }

  @Test
  void aShardWeighsItselfItsSessionsAndItsBytes() {
    assertThat(Carried.NOTHING.points(64 * 1024)).isEqualTo(1);
    assertThat(new Carried(10, 64 * 1024, 128 * 1024).points(64 * 1024)).isEqualTo(14);
  }

  @Test
  void ratesAreSmoothedAndFadeAwayToNothing() {
    ShardLoads loads = new ShardLoads(4);
    LoadMeter meter = new LoadMeter(loads, 0);
    ShardLoad shard = loads.ofShard(2);
    shard.sessionStarted();
    shard.written(1_000_000);
    Carried burst = meter.read(seconds(2)).get(2);
    assertThat(burst.sessions()).isEqualTo(1);
    assertThat(burst.bytesIn()).as("500,000 a second, for 2 of 10 s").isBetween(80_000L, 100_000L);
    for (int second = 4; second <= 60; second += 2) {
      shard.read(20_000);
      meter.read(seconds(second));
    }
    Carried steady = meter.read(seconds(62)).get(2);
    assertThat(steady.bytesOut()).isBetween(7_000L, 10_000L);
    shard.sessionStopped();
    for (int second = 64; second <= 400; second += 2) {
      meter.read(seconds(second));
    }
    assertThat(meter.read(seconds(402))).isEmpty();
  }

  @Test
  void entitiesAreCountedInTheShardThatAkkaPutsThemInto() {
    ShardLoads loads = new ShardLoads(100);
    for (String id : List.of("a", "session-1", "zzzzzz", "")) {
      String shard =
          akka.cluster.sharding.ShardRegion.HashCodeMessageExtractor$.MODULE$.shardId(id, 100);
      assertThat(loads.ofEntity(id)).isSameAs(loads.ofShard(Integer.parseInt(shard)));
    }
    String oddest = "polygenelubricants";
    assertThat(oddest.hashCode()).isEqualTo(Integer.MIN_VALUE);
    loads.ofEntity(oddest).sessionStarted();
  }

  @Test
  void aShardThatMovesIsRememberedUntilItsSessionsAreBack() {
    LoadMemory memory = new LoadMemory(30, 0);
    assertThat(memory.take(List.of(report(5, 100)), 0).get("5").sessions()).isEqualTo(100);
    assertThat(memory.take(List.of(), seconds(0.5)).get("5").sessions()).isEqualTo(99);
    assertThat(memory.take(List.of(report(5, 3)), seconds(30)).get("5").sessions()).isEqualTo(50);
    assertThat(memory.take(List.of(report(5, 80)), seconds(31)).get("5").sessions()).isEqualTo(80);
  }

  @Test
  void smallLoadsFadeNoFasterThanLargeOnesHoweverOftenOneLooks() {
    LoadMemory memory = new LoadMemory(30, 0);
    memory.take(List.of(report(5, 4)), 0);
    for (int i = 1; i <= 300; i++) {
      memory.take(List.of(), seconds(i * 0.1));
    }
    assertThat(memory.take(List.of(), seconds(30)).get("5").sessions()).isEqualTo(2);
    assertThat(memory.take(List.of(), seconds(300))).isEmpty();
  }

  @Test
  void ofTwoNodesThatTellOfOneShardTheLargerLoadCounts() {
    LoadMemory memory = new LoadMemory(0, 0);
    assertThat(memory.take(List.of(report(5, 7), report(5, 4)), 0).get("5").sessions())
        .isEqualTo(7);
    assertThat(memory.take(List.of(report(5, 4)), 1).get("5").sessions())
        .as("without memory")
        .isEqualTo(4);
  }

  private static LoadReport report(int shard, long sessions) {
    return new LoadReport(FACTS, Map.of(shard, new Carried(sessions, 0, 0)));
  }

  @Test
  void allProblemsOfTheSettingsAreToldAtOnce() {
    assertThatThrownBy(
            () ->
                new PlacementSettings(
                    0,
                    1_001,
                    0,
                    0,
                    -1,
                    Duration.ofHours(2),
                    Duration.ZERO,
                    Duration.ofDays(1),
                    Duration.ofMillis(1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("placement settings: moves-at-once")
        .hasMessageContaining("drain-moves-at-once")
        .hasMessageContaining("bytes-as-one-session")
        .hasMessageContaining("worth.sessions")
        .hasMessageContaining("worth.ratio")
        .hasMessageContaining("settle-after")
        .hasMessageContaining("report-every")
        .hasMessageContaining("pins-every")
        .hasMessageContaining("view-within");
  }
}

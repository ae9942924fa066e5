package io.switchboard.kafka.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import io.switchboard.core.model.LaneId;
import io.switchboard.core.model.TopicRef;
import io.switchboard.kafka.KafkaBed;
import io.switchboard.kafka.LaneIds;
import io.switchboard.kafka.ReaperSettings;
import io.switchboard.kafka.Samples;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Open transactions of processes that were killed, and the readers that they hold back. */
class LaneReaperIT {
  private static final Duration WELL_BEFORE_THE_BROKER =
      DoomedLane.BROKER_ENDS_IT_AFTER.dividedBy(5);

  private final UUID self = UUID.randomUUID();
  private final AtomicReference<LiveNodes> cluster =
      new AtomicReference<>(new LiveNodes(Set.of(self), true));
  private KafkaBed bed;
  private LaneReaper reaper;

  @BeforeEach
  void open() {
    bed =
        new KafkaBed(
            "reaper",
            s ->
                s.withReaper(
                    new ReaperSettings(
                        Duration.ofSeconds(20), Duration.ofSeconds(1), Duration.ofSeconds(2), 2)));
    reaper = new LaneReaper(bed.settings(), bed.parts().admin(), self, cluster::get);
  }

  @AfterEach
  void close() throws Exception {
    reaper.close();
    bed.close();
  }

  /** A node of its own that began a transaction on a topic and was killed, with a reader there. */
  private final class Victim implements AutoCloseable {
    private final UUID incarnation = UUID.randomUUID();
    private final LaneId lane = new LaneIds(bed.settings().clusterId()).of(incarnation, 0, 1);
    private final TopicRef topic = bed.topic(1);
    private final KafkaConsumer<byte[], byte[]> reader;

    Victim() throws Exception {
      killAfterBegin();
      try (KafkaProducer<byte[], byte[]> other = bed.transactional(lane.value() + "-other")) {
        other.beginTransaction();
        other.send(new ProducerRecord<>(topic.name(), 0, null, "held back".getBytes()));
        other.commitTransaction();
      }
      Map<String, Object> config = new HashMap<>();
      config.put("isolation.level", "read_committed");
      config.put("enable.auto.commit", false);
      config.put("fetch.max.wait.ms", 50);
      reader =
          new KafkaConsumer<>(
              bed.settings().connection().toClientConfig(config),
              new ByteArrayDeserializer(),
              new ByteArrayDeserializer());
      TopicPartition partition = new TopicPartition(topic.name(), 0);
      reader.assign(List.of(partition));
      reader.seekToBeginning(List.of(partition));
    }

    private void killAfterBegin() throws Exception {
      Process process =
          new ProcessBuilder(
                  Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                  "-Xmx64m",
                  "-XX:TieredStopAtLevel=1",
                  "-cp",
                  System.getProperty("java.class.path"),
                  DoomedLane.class.getName(),
                  bed.settings().connection().bootstrap(),
                  lane.value(),
                  topic.name())
              .redirectErrorStream(true)
              .start();
      try (BufferedReader out =
          new BufferedReader(
              new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
        String line = out.readLine();
        while (line != null && !line.equals("OPEN")) {
          line = out.readLine();
        }
        assertThat(line).as("the process began its transaction").isEqualTo("OPEN");
      } finally {
        process.destroyForcibly();
      }
      assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    }

    /** How many events the reader gets within a time; returns at the first ones. */
    int events(Duration within) {
      long deadline = System.nanoTime() + within.toNanos();
      int count = 0;
      while (count == 0 && System.nanoTime() - deadline < 0) {
        count = reader.poll(Duration.ofMillis(100)).count();
      }
      return count;
    }

    @Override
    public void close() throws Exception {
      reader.close();
      // Else it would stay open for minutes behind the test.
      bed.parts().admin().fenceProducers(List.of(lane.value())).all().get();
    }
  }

  @Test
  void aReaderGoesOnAsSoonAsTheKilledNodesLanesAreReaped() throws Exception {
    try (Victim reaped = new Victim();
        Victim control = new Victim()) {
      // Both are held back.
      assertThat(reaped.events(Duration.ofMillis(500))).isZero();
      assertThat(control.events(Duration.ofMillis(500))).isZero();

      int lanes = KafkaBed.get(reaper.left(reaped.incarnation, Duration.ZERO));

      assertThat(lanes).isEqualTo(1);
      assertThat(reaped.events(WELL_BEFORE_THE_BROKER)).isEqualTo(1);
      // The control: without the reaping it waits on.
      assertThat(control.events(Duration.ofSeconds(1))).isZero();
      // And once more is fine.
      assertThat(KafkaBed.get(reaper.left(reaped.incarnation, Duration.ZERO))).isZero();
    }
  }

  @Test
  void aSweepFindsWhatANodeLeftThatNobodySawGoAndSparesTheMembers() throws Exception {
    try (Victim stranger = new Victim();
        Victim member = new Victim()) {
      cluster.set(new LiveNodes(Set.of(self, member.incarnation), true));

      reaper.start();

      assertThat(stranger.events(WELL_BEFORE_THE_BROKER)).isEqualTo(1);
      assertThat(member.events(Duration.ofMillis(500))).isZero();
      // The reader may be told before it is counted.
      Awaitility.await()
          .atMost(WELL_BEFORE_THE_BROKER)
          .until(() -> reaper.metrics().snapshot().reaped() > 0);
      assertThat(reaper.metrics().snapshot().reaped()).isEqualTo(1);
    }
  }

  @Test
  void aLaneThatWasReapedIsSettledAsAnyOther() throws Exception {
    try (Victim victim = new Victim()) {
      KafkaBed.get(reaper.left(victim.incarnation, Duration.ZERO));

      assertThat(
              KafkaBed.get(bed.parts().ledger().settle(victim.lane, 0, 0)).last(Samples.session()))
          .isEmpty();
      assertThat(bed.committedValues(victim.topic.name())).containsExactly("held back");
    }
  }
}

package io.switchboard.kafka.lane;

import static org.assertj.core.api.Assertions.assertThat;

import io.switchboard.core.model.LaneId;
import io.switchboard.core.model.Positions;
import io.switchboard.core.model.SessionId;
import io.switchboard.core.model.TopicInfo;
import io.switchboard.core.model.TopicRef;
import io.switchboard.core.port.ProducerLane.Outcome;
import io.switchboard.core.port.ProducerLane.Refusal;
import io.switchboard.core.port.TopicCatalog;
import io.switchboard.kafka.KafkaConnection;
import io.switchboard.kafka.KafkaSettings;
import io.switchboard.kafka.LaneSettings;
import io.switchboard.kafka.Samples;
import io.switchboard.kafka.lane.FaultyKafka.End;
import io.switchboard.kafka.lane.FaultyKafka.Fate;
import io.switchboard.kafka.ledger.LedgerEnds;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InvalidPidMappingException;
import org.apache.kafka.common.errors.InvalidTxnStateException;
import org.apache.kafka.common.errors.NotEnoughReplicasException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A whole lane, with its threads, against a Kafka that fails in every way that a lane has a policy
 * for. What each answer says must be true of the log.
 */
@Timeout(60)
class LaneFaultsTest {
  private static final TopicRef GOOD = new TopicRef("good", "id-good");
  private static final TopicRef BAD = new TopicRef("bad", "id-bad");
  private static final Optional<Exception> TAKEN = Optional.empty();

  private KafkaProducerLane lane;
  private Thread thread;
  private final LaneMetrics metrics = new LaneMetrics();

  private void start(FaultyKafka kafka) {
    KafkaSettings settings =
        KafkaSettings.defaults(KafkaConnection.plain("none:1"), "faults")
            .withLanes(LaneSettings.DEFAULTS.withCount(1));
    LaneParts parts =
        new LaneParts(
            settings,
            new Catalog(),
            new LedgerEnds(noAdmin(), "ledger", Duration.ofSeconds(1), System::nanoTime),
            Runnable::run,
            new SickPartitions(),
            metrics,
            System::nanoTime);
    BatchPreparer preparer =
        new BatchPreparer(
            new Samples.MirrorCipher(true),
            new TopicPartition("ledger", 0),
            1,
            parts.sick(),
            parts.nanoClock());
    lane = new KafkaProducerLane(new LaneId("faults-lane"), 0, kafka, preparer, parts);
    thread = new Thread(lane::run, "lane-under-test");
    thread.start();
  }

  private void stop() throws Exception {
    lane.close().get(20, TimeUnit.SECONDS);
    thread.join(10_000);
    assertThat(thread.isAlive()).isFalse();
  }

  private static Admin noAdmin() {
    return (Admin)
        Proxy.newProxyInstance(
            Admin.class.getClassLoader(),
            new Class<?>[] {Admin.class},
            (proxy, method, arguments) -> {
              throw new UnsupportedOperationException(method.getName());
            });
  }

  private static final class Catalog implements TopicCatalog {
    @Override
    public CompletableFuture<Optional<TopicInfo>> find(String name) {
      return CompletableFuture.completedFuture(
          Optional.of(new TopicInfo(new TopicRef(name, "id-" + name), 1, 1 << 20, false)));
    }

    @Override
    public CompletableFuture<List<TopicInfo>> list() {
      throw new UnsupportedOperationException();
    }

    @Override
    public CompletableFuture<Positions> positionsAt(
        TopicRef topic, int[] partitions, StartPoint start) {
      throw new UnsupportedOperationException();
    }
  }

  private CompletableFuture<Outcome> publish(SessionId session, long seq, TopicRef topic) {
    return lane.publish(
            Samples.publication(session, 1, seq, topic, Samples.batch(session + "/" + seq)))
        .toCompletableFuture();
  }

  private static Outcome get(CompletableFuture<Outcome> outcome) throws Exception {
    return outcome.get(20, TimeUnit.SECONDS);
  }

  private static FaultyKafka failingOn(TopicRef topic, Supplier<Exception> error) {
    return new FaultyKafka(
        record -> record.topic().equals(topic.name()) ? Optional.of(error.get()) : TAKEN,
        () -> Fate.WELL,
        () -> Fate.WELL);
  }

  private static List<String> values(FaultyKafka kafka) {
    return kafka.log().stream()
        .filter(record -> !record.topic().equals("ledger"))
        .map(record -> new String(record.value(), StandardCharsets.UTF_8))
        .toList();
  }

  private void assertThatOnlyTheBadFails(
      FaultyKafka kafka, Function<Outcome, Boolean> expectedOfTheBad) throws Exception {
    start(kafka);
    SessionId bad = Samples.session();
    List<CompletableFuture<Outcome>> others = new ArrayList<>();
    Set<String> expected = new HashSet<>();
    CompletableFuture<Outcome> answer = null;
    for (int i = 0; i < 20; i++) {
      SessionId session = Samples.session();
      others.add(publish(session, 1, GOOD));
      expected.add(session + "/1");
      if (i == 10) {
        answer = publish(bad, 1, BAD);
      }
    }

    for (CompletableFuture<Outcome> other : others) {
      assertThat(get(other)).isEqualTo(new Outcome.Committed());
    }
    Outcome ofTheBad = get(answer);
    assertThat(expectedOfTheBad.apply(ofTheBad)).as(ofTheBad.toString()).isTrue();
    assertThat(lane.isAlive()).isTrue();
    stop();
    assertThat(values(kafka)).containsExactlyInAnyOrderElementsOf(expected);
  }

  private static Function<Outcome, Boolean> refused(Refusal refusal) {
    return outcome -> outcome instanceof Outcome.Refused r && r.refusal() == refusal;
  }

  @Test
  void everyCommittedTransactionIsTimedAndAnAbortedOneIsNot() throws Exception {
    List<Long> nanos = java.util.Collections.synchronizedList(new ArrayList<>());
    metrics.timeCommitsWith(nanos::add);
    start(failingOn(BAD, () -> new TopicAuthorizationException(Set.of("bad"))));
    get(publish(Samples.session(), 1, GOOD));
    get(publish(Samples.session(), 1, BAD));
    get(publish(Samples.session(), 1, GOOD));
    stop();

    assertThat(nanos).hasSize(2).allMatch(took -> took > 0);
    assertThat(metrics.snapshot().transactions()).isEqualTo(2);
    assertThat(metrics.snapshot().aborts()).isPositive();
  }

  @Test
  void whoLostTheRightToWriteATopicFailsAlone() throws Exception {
    assertThatOnlyTheBadFails(
        failingOn(BAD, () -> new TopicAuthorizationException(Set.of("bad"))),
        refused(Refusal.NOT_AUTHORIZED));
  }

  @Test
  void aBatchForATopicThatWasDeletedMeanwhileFailsAlone() throws Exception {
    assertThatOnlyTheBadFails(
        failingOn(
            BAD, () -> new TimeoutException("metadata", new UnknownTopicOrPartitionException("x"))),
        refused(Refusal.TOPIC_GONE));
  }

  @Test
  void aRecordAboveALimitThatWasLoweredMeanwhileFailsAlone() throws Exception {
    assertThatOnlyTheBadFails(
        failingOn(BAD, () -> new RecordTooLargeException("x")), refused(Refusal.TOO_LARGE));
  }

  @Test
  void aPartitionWithoutEnoughReplicasFailsItsBatchesAfterAFewTries() throws Exception {
    assertThatOnlyTheBadFails(
        failingOn(BAD, () -> new NotEnoughReplicasException("1 of 2")),
        outcome -> outcome instanceof Outcome.NotPublished);
  }

  @Test
  void aSessionThatGoesOnSendingBadBatchesAbortsOnlyItsOwnTransactions() throws Exception {
    FaultyKafka kafka = failingOn(BAD, () -> new TopicAuthorizationException(Set.of("bad")));
    start(kafka);
    SessionId bad = Samples.session();
    get(publish(bad, 1, BAD));
    long before = metrics.snapshot().aborts();
    List<CompletableFuture<Outcome>> answers = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      answers.add(publish(bad, 1, BAD));
      answers.add(publish(Samples.session(), 1, GOOD));
    }

    for (CompletableFuture<Outcome> answer : answers) {
      get(answer);
    }

    // One abort for each: it was not tried first together with others.
    assertThat(metrics.snapshot().aborts() - before).isEqualTo(50);
    assertThat(metrics.snapshot().committed()).isEqualTo(50);
    stop();
  }

  private static FaultyKafka committingWith(Fate fate) {
    return new FaultyKafka(record -> TAKEN, () -> fate, () -> Fate.WELL);
  }

  private void assertThatTheLaneDiesAndNobodyKnows(Fate fate, boolean isThere) throws Exception {
    FaultyKafka kafka = committingWith(fate);
    start(kafka);
    assertThat(get(publish(Samples.session(), 1, GOOD))).isInstanceOf(Outcome.Unknown.class);
    thread.join(10_000);
    assertThat(thread.isAlive()).isFalse();
    assertThat(lane.isAlive()).isFalse();
    assertThat(values(kafka)).hasSize(isThere ? 1 : 0);
  }

  @Test
  void fencedWhileCommittingIsUnknownBecauseItMayBeThereOrNot() throws Exception {
    Optional<RuntimeException> fenced = Optional.of(new ProducerFencedException("x"));

    assertThatTheLaneDiesAndNobodyKnows(new Fate(End.DONE_BUT_UNTOLD, fenced), true);
    assertThatTheLaneDiesAndNobodyKnows(new Fate(End.NOT_DONE, fenced), false);
  }

  @Test
  void aCommitThatMeetsTheCoordinatorsAbortOrALostIdIsDeathAndUnknown() throws Exception {
    for (RuntimeException error :
        List.of(new InvalidTxnStateException("x"), new InvalidPidMappingException("x"))) {
      assertThatTheLaneDiesAndNobodyKnows(new Fate(End.NOT_DONE, Optional.of(error)), false);
    }
  }

  @Test
  void aCommitWhoseAnswerWasLostIsFoundDoneByRepeatingIt() throws Exception {
    FaultyKafka kafka =
        committingWith(new Fate(End.DONE_BUT_UNTOLD, Optional.of(new TimeoutException("x"))));
    start(kafka);
    assertThat(get(publish(Samples.session(), 1, GOOD))).isEqualTo(new Outcome.Committed());
    assertThat(lane.isAlive()).isTrue();
    stop();
    assertThat(values(kafka)).hasSize(1);
  }

  /** Random faults of all kinds. A red run is repeated by its seed. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20})
  void whatEachAnswerSaysIsTrueOfTheLogWhateverFails(long seed) throws Exception {
    Random random = new Random(seed);
    FaultyKafka kafka =
        new FaultyKafka(
            record -> sometimesFailing(record, random),
            () -> commitFate(random),
            () -> abortFate(random));
    start(kafka);
    List<SessionId> sessions = new ArrayList<>();
    for (int i = 0; i < 12; i++) {
      sessions.add(Samples.session());
    }
    Map<String, Outcome> answers = new LinkedHashMap<>();
    for (long seq = 1; seq <= 25; seq++) {
      Map<String, CompletableFuture<Outcome>> round = new LinkedHashMap<>();
      for (int i = 0; i < sessions.size(); i++) {
        SessionId session = sessions.get(i);
        round.put(session + "/" + seq, publish(session, seq, i % 3 == 0 ? BAD : GOOD));
      }
      for (Map.Entry<String, CompletableFuture<Outcome>> one : round.entrySet()) {
        answers.put(one.getKey(), get(one.getValue()));
      }
    }
    if (lane.isAlive()) {
      stop();
    }
    thread.join(10_000);

    List<String> log = values(kafka);
    assertThat(log).as("nothing twice, seed " + seed).doesNotHaveDuplicates();
    // As many ledger records as batches of one event.
    assertThat(kafka.log()).as("seed " + seed).hasSize(2 * log.size());
    Set<String> inLog = new HashSet<>(log);
    answers.forEach(
        (batch, outcome) -> {
          if (outcome instanceof Outcome.Committed) {
            assertThat(inLog).as("seed " + seed).contains(batch);
          } else if (!(outcome instanceof Outcome.Unknown)) {
            assertThat(inLog).as("seed " + seed + " " + outcome).doesNotContain(batch);
          }
        });
  }

  private static Optional<Exception> sometimesFailing(
      ProducerRecord<byte[], byte[]> record, Random random) {
    int dice = random.nextInt(1_000);
    if (record.topic().equals("bad") && dice < 150) {
      return Optional.of(
          switch (dice % 4) {
            case 0 -> new RecordTooLargeException("x");
            case 1 -> new TopicAuthorizationException(Set.of("bad"));
            case 2 -> new NotEnoughReplicasException("x");
            default -> new UnknownTopicOrPartitionException("x");
          });
    }
    if (record.topic().equals("ledger") && dice < 10) {
      return Optional.of(new NotEnoughReplicasException("ledger"));
    }
    return dice == 999 ? Optional.of(new ProducerFencedException("x")) : TAKEN;
  }

  private static Fate commitFate(Random random) {
    int dice = random.nextInt(200);
    if (dice < 10) {
      return new Fate(
          dice < 5 ? End.DONE_BUT_UNTOLD : End.NOT_DONE, Optional.of(new TimeoutException("x")));
    }
    if (dice == 10) {
      return new Fate(End.DONE_BUT_UNTOLD, Optional.of(new ProducerFencedException("x")));
    }
    return dice == 11
        ? new Fate(End.NOT_DONE, Optional.of(new InvalidTxnStateException("x")))
        : Fate.WELL;
  }

  private static Fate abortFate(Random random) {
    int dice = random.nextInt(100);
    if (dice < 5) {
      return new Fate(End.DONE_BUT_UNTOLD, Optional.of(new TimeoutException("x")));
    }
    return dice == 5
        ? new Fate(End.NOT_DONE, Optional.of(new ProducerFencedException("x")))
        : Fate.WELL;
  }
}

package io.switchboard.entity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.switchboard.core.model.SessionRole;
import io.switchboard.core.port.ProducerLane;
import io.switchboard.core.session.Reply;
import io.switchboard.core.session.SessionCommand;
import io.switchboard.core.session.SessionEvent;
import io.switchboard.entity.reading.FakeTopics;
import io.switchboard.entity.seen.SessionCensus.Place;
import io.switchboard.entity.seen.TopicFigures;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** What a session lets be seen of itself, by what it did. */
class SessionSeenTest extends SessionEntityBed {
  private TopicFigures figures() {
    return metrics.topics().of(TOPIC.name());
  }

  private Map<Place, Long> present() {
    Map<Place, Long> present = new HashMap<>();
    metrics.census.forEach(
        (place, count) -> {
          if (count != 0) {
            present.put(place, count);
          }
        });
    return present;
  }

  @Test
  void whatKafkaTookIsCountedAndWhatItDidNotIsNot() {
    CompletableFuture<ProducerLane.Outcome> outcome = new CompletableFuture<>();
    publishTheFirstBatch(outcome);
    assertThat(figures().publishedEvents()).isZero();
    outcome.complete(new ProducerLane.Outcome.Committed());
    client.expectMessageClass(Reply.Acked.class, SOON);
    assertThat(figures().publishedEvents()).isEqualTo(1);
    assertThat(figures().publishedBytes()).isEqualTo(1);
  }

  @Test
  void aBatchWhoseOutcomeIsUnknownIsNotCountedAsPublished() {
    CompletableFuture<ProducerLane.Outcome> outcome = new CompletableFuture<>();
    publishTheFirstBatch(outcome);
    outcome.complete(new ProducerLane.Outcome.Unknown("the lane has ended"));
    rejected();
    assertThat(figures().publishedEvents()).isZero();
  }

  @Test
  void aDeliveredBatchIsCountedAndWhatIsLeftBehindItIsTheLag() {
    waitInARead();
    FakeTopics.Reading reading = topics.last();
    reading.endOffset = 42;
    reading.arrive(10, 0, 1);
    client.expectMessageClass(Reply.Batch.class, SOON);
    assertThat(figures().deliveredEvents()).isEqualTo(2);
    assertThat(figures().deliveredBytes()).isEqualTo(20);
    await().atMost(SOON).until(() -> figures().lagEvents() == 40);
    KIT.stop(entity);
    await().atMost(SOON).until(() -> figures().lagEvents() == 0);
  }

  @Test
  void theCensusKnowsWhereASessionStandsAndForgetsOneThatLeft() {
    assertThat(ask(allocate(SessionRole.READER))).isInstanceOf(Reply.View.class);
    assertThat(present()).containsOnly(Map.entry(new Place("reader", "unclaimed"), 1L));
    send(read(1, Duration.ofSeconds(30)));
    await().atMost(SOON).until(() -> !topics.readings.isEmpty());
    assertThat(present()).containsOnly(Map.entry(new Place("reader", "fetching"), 1L));
    KIT.stop(entity);
    await().atMost(SOON).until(() -> present().isEmpty());
  }

  @Test
  void anEndIsToldOnceWithItsReason() {
    ask(allocate(SessionRole.READER));
    ask(new SessionCommand.Dispose(0, 0));
    ask(new SessionCommand.Dispose(0, 0));
    assertThat(ends).containsExactly(SessionEvent.Reason.CLIENT);
    assertThat(metrics.ended(SessionEvent.Reason.CLIENT)).isEqualTo(1);
  }

  @Test
  void aSessionThatExpiresIsToldAsSuch() {
    ask(allocate(SessionRole.READER));
    clock.advance(IDLE_TIMEOUT.plusSeconds(1));
    await().atMost(SOON).until(() -> ends.equals(java.util.List.of(SessionEvent.Reason.EXPIRED)));
  }

  @Test
  void aTakeOverIsCounted() {
    ask(allocate(SessionRole.READER));
    ask(takeOver());
    assertThat(metrics.takeOvers.sum()).isEqualTo(1);
    assertThat(metrics.allocated.sum()).isEqualTo(1);
  }
}

package io.switchboard.entity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.switchboard.core.model.SessionRole;
import io.switchboard.core.port.ProducerLane;
import io.switchboard.core.session.Reply;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** What a session tells the placement of its load. */
class SessionLoadTest extends SessionEntityBed {
  private static final int EVENT_BYTES = 25_000;

  @Test
  void aSessionCountsWhileItIsInMemory() {
    ask(allocate(SessionRole.WRITER));
    assertThat(load.sessions()).isEqualTo(1);
    KIT.stop(entity);
    await().atMost(SOON).until(() -> load.sessions() == 0);
  }

  @Test
  void theBytesOfWhatIsWrittenAreCounted() {
    publishTheFirstBatch(CompletableFuture.completedFuture(new ProducerLane.Outcome.Committed()));
    assertThat(load.bytesIn()).isEqualTo(1);
    assertThat(load.bytesOut()).isZero();
    client.expectMessageClass(Reply.Acked.class, SOON);
  }

  @Test
  void theBytesOfWhatIsReadAreCountedWheneverTheyAreSent() {
    waitInARead();
    topics.last().arrive(EVENT_BYTES, 0, 1);
    client.expectMessageClass(Reply.Batch.class, SOON);
    assertThat(load.bytesOut()).isBetween(2L * EVENT_BYTES, 2L * EVENT_BYTES + 100);
    ask(read(1, Duration.ZERO));
    assertThat(load.bytesOut()).isBetween(4L * EVENT_BYTES, 4L * EVENT_BYTES + 200);
    assertThat(load.bytesIn()).isZero();
  }
}

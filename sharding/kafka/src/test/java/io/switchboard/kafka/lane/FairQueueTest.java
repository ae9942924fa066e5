package io.switchboard.kafka.lane;

import static org.assertj.core.api.Assertions.assertThat;

import io.switchboard.core.model.SessionId;
import io.switchboard.kafka.Samples;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class FairQueueTest {
  private final FairQueue queue = new FairQueue();
  private final SessionId a = Samples.session();
  private final SessionId b = Samples.session();
  private final SessionId c = Samples.session();

  private Work add(SessionId session, long seq) {
    Work work = Works.of(session, seq);
    queue.add(work);
    return work;
  }

  private List<Work> take() {
    return queue.take(1_000_000, 1_000);
  }

  @Test
  void aTransactionGetsOneBatchOfEachSession() {
    Work a1 = add(a, 1);
    Work a2 = add(a, 2);
    Work b1 = add(b, 1);

    assertThat(take()).containsExactly(a1, b1);
    assertThat(take()).containsExactly(a2);
    assertThat(queue.isEmpty()).isTrue();
  }

  @Test
  void aSessionWithManyBatchesDoesNotDelayTheOthers() {
    List<Work> flood = new ArrayList<>();
    for (int seq = 1; seq <= 100; seq++) {
      flood.add(add(a, seq));
    }
    Work b1 = add(b, 1);
    Work c1 = add(c, 1);

    assertThat(queue.take(1_000_000, 2)).containsExactly(flood.get(0), b1);
    assertThat(queue.take(1_000_000, 2)).containsExactly(c1, flood.get(1));
  }

  @Test
  void bytesBoundATransactionButOneBatchAlwaysGoes() {
    Work large = Works.of(a, 1, 1, 5_000);
    Work small = Works.of(b, 1, 1, 10);
    Work other = Works.of(c, 1, 1, 10);
    queue.add(large);
    queue.add(small);
    queue.add(other);

    assertThat(queue.take(1_000, 1_000)).containsExactly(large);
    assertThat(queue.take(1_000, 1_000)).containsExactly(small, other);
  }

  @Test
  void workThatIsPutBackComesBeforeItsSuccessorsInOrder() {
    Work a1 = add(a, 1);
    Work b1 = add(b, 1);
    take();
    Work a2 = add(a, 2);
    Work c1 = add(c, 1);

    queue.putBack(List.of(a1, b1), List.of());

    assertThat(take()).containsExactly(a1, b1, c1);
    assertThat(take()).containsExactly(a2);
  }

  @Test
  void aSuspectGoesAloneAfterTheOthersAndIsNotOvertakenByItsSuccessor() {
    Work a1 = add(a, 1);
    Work b1 = add(b, 1);
    take();
    Work a2 = add(a, 2);
    a1.setAlone();

    queue.putBack(List.of(b1), List.of(a1));

    assertThat(take()).containsExactly(b1);
    assertThat(take()).containsExactly(a1);
    assertThat(take()).containsExactly(a2);
  }

  @Test
  void aSuspectIsNotStarvedByNewWork() {
    Work a1 = add(a, 1);
    take();
    a1.setAlone();
    queue.putBack(List.of(), List.of(a1));
    add(b, 1);

    assertThat(take()).containsExactly(a1);
  }

  @Test
  void drainingGivesEverything() {
    Work a1 = add(a, 1);
    Work a2 = add(a, 2);
    Work b1 = add(b, 1);

    assertThat(queue.drain()).containsExactly(a1, a2, b1);
    assertThat(queue.isEmpty()).isTrue();
  }

  @Test
  void whatMustGoAloneNeverGoesTwiceInARowWhileOthersWait() {
    Work a1 = add(a, 1);
    Work b1 = add(b, 1);
    a1.setAlone();
    b1.setAlone();
    Work c1 = add(c, 1);

    assertThat(take()).containsExactly(a1);
    assertThat(take()).containsExactly(c1);
    assertThat(take()).containsExactly(b1);
    Work c2 = add(c, 2);
    Work a2 = add(a, 2);
    a2.setAlone();
    assertThat(take()).containsExactly(c2);
    assertThat(take()).containsExactly(a2);
    assertThat(take()).isEmpty();
  }

  @Test
  void whatIsTakenOutIsGoneAndTheRestKeepsItsOrder() {
    Work a1 = add(a, 1);
    Work b1 = add(b, 1);
    Work a2 = add(a, 2);

    assertThat(queue.remove(work -> work == a1 || work == b1)).containsExactly(a1, b1);
    assertThat(take()).containsExactly(a2);
    assertThat(queue.isEmpty()).isTrue();
  }
}

package io.switchboard.entity.reading;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class FeedInboxTest {
  private final AtomicInteger messages = new AtomicInteger();
  private final FeedInbox inbox = new FeedInbox(messages::incrementAndGet);
  private final List<Long> drained = new ArrayList<>();

  private void put(long from, long to) {
    for (long i = from; i < to; i++) {
      inbox.put(new FeedSignal.WaitOver(i));
    }
  }

  private void drain() {
    inbox.drain(signal -> drained.add(signal.reading()));
  }

  @Test
  void manySignalsAreOneMessage_AndAnotherWhenTheyAreTooManyForOneTurn() {
    put(0, 1_000);
    int turns = 0;
    for (; turns < messages.get(); turns++) {
      drain();
    }
    assertThat(turns).isBetween(2, 10);
    assertThat(drained).hasSize(1_000).isSorted();
  }

  @Test
  void whatComesAfterADrainIsToldAgain() {
    put(0, 1);
    drain();
    put(1, 2);
    assertThat(messages).hasValue(2);
    drain();
    assertThat(drained).containsExactly(0L, 1L);
  }

  @Test
  void aNewLifeHearsOfNothingOld_AndOfAllThatIsNew() {
    put(0, 5);
    inbox.clear();
    drain();
    assertThat(drained).isEmpty();
    put(5, 6);
    assertThat(messages).hasValue(2);
  }
}

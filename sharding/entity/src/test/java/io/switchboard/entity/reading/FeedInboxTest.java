package io.switchboard.entity.reading;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** However much arrives, one message waits for the actor. */
final class FeedInboxTest {
  private int told;
  private final FeedInbox inbox = new FeedInbox(() -> told++);
  private final List<FeedSignal> handled = new ArrayList<>();

  private static FeedSignal signal(long number) {
    return new FeedSignal.WaitOver(number);
  }

  @Test
  void manySignalsAreOneMessageAndComeInOrder() {
    List<FeedSignal> all = LongStream.range(0, 10_000).mapToObj(FeedInboxTest::signal).toList();
    all.forEach(inbox::put);
    assertThat(told).isOne();

    inbox.drain(handled::add);

    assertThat(handled).isEqualTo(all);
  }

  @Test
  void whatComesAfterADrainIsToldAgain() {
    inbox.put(signal(1));
    inbox.drain(handled::add);
    inbox.put(signal(2));
    assertThat(told).isEqualTo(2);
  }

  @Test
  void whatComesDuringADrainIsHandledOrToldAgain() {
    inbox.put(signal(1));
    inbox.drain(
        signal -> {
          handled.add(signal);
          if (handled.size() == 1) {
            inbox.put(signal(2));
          }
        });
    assertThat(handled).containsExactly(signal(1), signal(2));
    assertThat(told).isEqualTo(2);
  }

  @Test
  void aMessageThatWasLostWithItsActorsLifeDoesNotSilenceTheNextLife() {
    inbox.put(signal(1));
    inbox.clear();
    inbox.put(signal(2));
    assertThat(told).isEqualTo(2);
    inbox.drain(handled::add);
    assertThat(handled).containsExactly(signal(2));
  }
}

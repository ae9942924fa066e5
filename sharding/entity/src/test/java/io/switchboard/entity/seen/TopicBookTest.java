package io.switchboard.entity.seen;

import static org.assertj.core.api.Assertions.assertThat;

import io.switchboard.core.model.ReceivedEvent;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class TopicBookTest {
  private static final List<ReceivedEvent> ONE_OF_FIVE_BYTES =
      List.of(new ReceivedEvent(0, 7, 0, new byte[2], new byte[3], List.of(), Optional.empty()));

  private static Map<String, Long> delivered(TopicBook book) {
    Map<String, Long> seen = new HashMap<>();
    book.forEach((topic, figures) -> seen.put(topic, figures.deliveredBytes()));
    return seen;
  }

  @Test
  void aTopicBeyondTheLimitIsCountedWithTheOthers() {
    TopicBook book = new TopicBook(2);

    for (String topic : List.of("a", "b", "c", "d", "a", "c")) {
      book.of(topic).delivered(ONE_OF_FIVE_BYTES);
    }

    assertThat(delivered(book))
        .containsExactlyInAnyOrderEntriesOf(Map.of("a", 10L, "b", 5L, TopicBook.OTHERS, 15L));
  }

  @Test
  void aTopicKeepsItsFiguresWhenOthersCome() {
    TopicBook book = new TopicBook(1);
    TopicFigures first = book.of("a");

    for (int i = 0; i < 1_000; i++) {
      book.of("other-" + i);
    }

    assertThat(book.of("a")).isSameAs(first);
    assertThat(delivered(book)).hasSize(2);
  }
}

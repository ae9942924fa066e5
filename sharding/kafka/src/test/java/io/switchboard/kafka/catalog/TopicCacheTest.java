package io.switchboard.kafka.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import io.switchboard.core.model.TopicInfo;
import io.switchboard.core.model.TopicRef;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class TopicCacheTest {
  private final List<List<String>> questions = new ArrayList<>();
  private final Map<String, CompletableFuture<Optional<TopicInfo>>> open = new HashMap<>();
  private long nanos = 1;
  private final TopicCache cache =
      new TopicCache(
          names -> {
            questions.add(List.copyOf(names));
            Map<String, CompletableFuture<Optional<TopicInfo>>> answers = new HashMap<>();
            for (String name : names) {
              CompletableFuture<Optional<TopicInfo>> answer = new CompletableFuture<>();
              answers.put(name, answer);
              open.put(name, answer);
            }
            return answers;
          },
          () -> nanos);

  private static Optional<TopicInfo> topic(String name, int partitions) {
    return Optional.of(new TopicInfo(new TopicRef(name, "id"), partitions, 1_000, false));
  }

  private CompletableFuture<Optional<TopicInfo>> find(String name) {
    return cache.find(name).toCompletableFuture();
  }

  private void answer(String name, Optional<TopicInfo> topic) {
    open.remove(name).complete(topic);
  }

  private void pass(Duration time) {
    nanos += time.toNanos();
  }

  @Test
  void aFreshAnswerIsGivenWithoutAsking() {
    find("a");
    answer("a", topic("a", 1));
    pass(Duration.ofMillis(2_900));

    assertThat(find("a")).isCompletedWithValue(topic("a", 1));
    assertThat(questions).hasSize(1);
  }

  @Test
  void anOlderOneIsGivenAtOnceAndAskedForAgain() {
    find("a");
    answer("a", topic("a", 1));
    pass(Duration.ofSeconds(4));

    assertThat(find("a")).isCompletedWithValue(topic("a", 1));
    assertThat(questions).hasSize(2);
    answer("a", topic("a", 2));
    assertThat(find("a")).isCompletedWithValue(topic("a", 2));
  }

  @Test
  void aStaleOneIsNotGiven() {
    find("a");
    answer("a", topic("a", 1));
    pass(Duration.ofSeconds(11));

    assertThat(find("a")).isNotDone();
  }

  @Test
  void thatThereIsNoneIsBelievedForASecond() {
    find("a");
    answer("a", Optional.empty());
    pass(Duration.ofMillis(900));
    assertThat(find("a")).isCompletedWithValue(Optional.empty());
    pass(Duration.ofMillis(200));

    assertThat(find("a")).isNotDone();
    assertThat(questions).hasSize(2);
  }

  @Test
  void questionsThatComeWhileOneIsUnderWayAreAskedTogether() {
    find("a");
    CompletableFuture<Optional<TopicInfo>> b = find("b");
    find("c");
    find("b");
    assertThat(questions).containsExactly(List.of("a"));

    answer("a", topic("a", 1));

    assertThat(questions).containsExactly(List.of("a"), List.of("b", "c"));
    answer("b", topic("b", 1));
    assertThat(b).isCompletedWithValue(topic("b", 1));
  }

  @Test
  void aFailureIsToldAndNotRemembered() {
    CompletableFuture<Optional<TopicInfo>> first = find("a");
    open.remove("a").completeExceptionally(new IllegalStateException("no Kafka"));

    assertThat(first).isCompletedExceptionally();
    assertThat(find("a")).isNotDone();
    assertThat(questions).hasSize(2);
  }
}

package io.switchboard.kafka.catalog;

import io.switchboard.core.model.TopicInfo;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.LongSupplier;

/**
 * Remembers topics for seconds. A topic in use is asked for again before it is stale, so that its
 * users get their answers at once; questions that come while one is under way are asked together.
 * Thread-safe; never blocks.
 */
final class TopicCache {
  /** Younger than this, an answer is simply given. */
  private static final long FRESH_NANOS = Duration.ofSeconds(3).toNanos();

  /** Younger than this, it is given and asked for again; older, one has to wait. */
  private static final long USABLE_NANOS = Duration.ofSeconds(10).toNanos();

  /** Same for "there is none": somebody may be creating it right now. */
  private static final long NONE_NANOS = Duration.ofSeconds(1).toNanos();

  private static final int MAX_TOPICS = 100_000;
  private static final int MAX_TOPICS_PER_QUESTION = 500;

  private static final class Known {
    private Optional<TopicInfo> topic = Optional.empty();
    private boolean answered;
    private long atNanos;
    private CompletableFuture<Optional<TopicInfo>> asked = new CompletableFuture<>();
    private boolean asking;
  }

  private final Function<Collection<String>, Map<String, CompletableFuture<Optional<TopicInfo>>>>
      lookup;
  private final LongSupplier nanoClock;

  /** In order of use. */
  private final Map<String, Known> known = new LinkedHashMap<>(16, 0.75f, true);

  private final Set<String> toAsk = new LinkedHashSet<>();
  private boolean underWay;

  TopicCache(
      Function<Collection<String>, Map<String, CompletableFuture<Optional<TopicInfo>>>> lookup,
      LongSupplier nanoClock) {
    this.lookup = lookup;
    this.nanoClock = nanoClock;
  }

  CompletionStage<Optional<TopicInfo>> find(String name) {
    CompletionStage<Optional<TopicInfo>> answer;
    synchronized (this) {
      Known topic = known.computeIfAbsent(name, n -> new Known());
      long age = nanoClock.getAsLong() - topic.atNanos;
      boolean there = topic.topic.isPresent();
      boolean usable = topic.answered && age < (there ? USABLE_NANOS : NONE_NANOS);
      boolean fresh = usable && (!there || age < FRESH_NANOS);
      if (!fresh && !topic.asking) {
        topic.asking = true;
        topic.asked = new CompletableFuture<>();
        toAsk.add(name);
      }
      answer = usable ? CompletableFuture.completedFuture(topic.topic) : topic.asked;
      trim();
    }
    askNext();
    return answer;
  }

  /** Puts in what was learnt in another way. */
  synchronized void learn(TopicInfo topic) {
    answered(topic.ref().name(), Optional.of(topic));
  }

  private void trim() {
    var leastUsedFirst = known.values().iterator();
    while (known.size() > MAX_TOPICS && leastUsedFirst.hasNext()) {
      if (!leastUsedFirst.next().asking) {
        leastUsedFirst.remove();
      }
    }
  }

  private void askNext() {
    List<String> names;
    synchronized (this) {
      if (underWay || toAsk.isEmpty()) {
        return;
      }
      underWay = true;
      names = toAsk.stream().limit(MAX_TOPICS_PER_QUESTION).toList();
      names.forEach(toAsk::remove);
    }
    Map<String, CompletableFuture<Optional<TopicInfo>>> answers;
    try {
      answers = lookup.apply(names);
    } catch (RuntimeException e) {
      answers = new LinkedHashMap<>();
      for (String name : names) {
        answers.put(name, CompletableFuture.failedFuture(e));
      }
    }
    answers.forEach((name, answer) -> answer.whenComplete((topic, e) -> onAnswer(name, topic, e)));
    CompletableFuture.allOf(answers.values().toArray(CompletableFuture[]::new))
        .whenComplete(
            (nothing, error) -> {
              synchronized (this) {
                underWay = false;
              }
              askNext();
            });
  }

  private void onAnswer(String name, Optional<TopicInfo> topic, Throwable error) {
    CompletableFuture<Optional<TopicInfo>> asked;
    synchronized (this) {
      Known entry = known.computeIfAbsent(name, n -> new Known());
      entry.asking = false;
      asked = entry.asked;
      if (error == null) {
        answered(name, topic);
      }
    }
    if (error == null) {
      asked.complete(topic);
    } else {
      asked.completeExceptionally(error);
    }
  }

  private void answered(String name, Optional<TopicInfo> topic) {
    Known entry = known.computeIfAbsent(name, n -> new Known());
    entry.topic = topic;
    entry.answered = true;
    entry.atNanos = nanoClock.getAsLong();
  }
}

package io.switchboard.kafka.source;

import io.switchboard.core.model.TopicRef;
import io.switchboard.core.port.TopicSource;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps a fetcher's {@link TopicTrust} up to date: asks about the topics that lost it, one question
 * at a time for all of them, and about all topics now and then. Never blocks. One thread, save for
 * the answers, which arrive on another.
 */
final class TopicWatch {
  private static final Logger LOG = LoggerFactory.getLogger(TopicWatch.class);

  /**
   * A broker that has not heard of a new topic, id or partition yet says that it is not there, so
   * only what is said again after this time counts.
   */
  private static final long GONE_AFTER_NANOS = Duration.ofSeconds(1).toNanos();

  /** What somebody reads and a broker says is not there. */
  private record Suspect(TopicRef topic, int partition) {}

  private record Outcome(long generation, Map<TopicRef, TopicCheck.Answer> answers) {}

  private final TopicCheck check;
  private final SourceMetrics metrics;
  private final Runnable wake;
  private final long everyNanos;
  private final long backoffNanos;
  private final TopicTrust trust;
  private final Map<Suspect, Long> suspectSinceNanos = new HashMap<>();
  private final AtomicReference<Outcome> arrived = new AtomicReference<>();

  private boolean asking;
  private boolean needed;
  private long nextFullCheckNanos;
  private long notBeforeNanos;

  TopicWatch(TopicCheck check, SourceSettings settings, SourceMetrics metrics, Runnable wake) {
    this.check = check;
    this.metrics = metrics;
    this.wake = wake;
    this.everyNanos = settings.topicCheckEvery().toNanos();
    this.backoffNanos = settings.retryBackoff().toNanos();
    this.trust = new TopicTrust(2 * settings.maxSubscriptions());
    long now = System.nanoTime();
    this.nextFullCheckNanos = now + everyNanos;
    this.notBeforeNanos = now;
  }

  boolean trusts(Reader reader, Run run) {
    boolean trusted = trust.trusts(reader.topic, run.generation());
    needed |= !trusted;
    return trusted;
  }

  /** Whether a check has confirmed the topic since anything last hinted at a change. */
  boolean isConfirmed(Reader reader) {
    return trust.trusts(reader.topic, trust.generation());
  }

  boolean isNewId(Reader reader) {
    return trust.isNewId(reader.topic);
  }

  void metadataChanged() {
    trust.metadataChanged();
    needed = true;
  }

  void doubt(String topic) {
    trust.doubt(topic);
    needed = true;
  }

  long generation() {
    return trust.generation();
  }

  long untrustedNanos(Reader reader, long nowNanos) {
    return trust.untrustedNanos(reader.topic, nowNanos);
  }

  /** Takes an answer that has come, and asks if there is something to ask. */
  void turn(FetchPlan plan, long nowNanos) {
    Outcome outcome = arrived.getAndSet(null);
    if (outcome != null) {
      asking = false;
      if (outcome.answers().isEmpty()) {
        notBeforeNanos = nowNanos + backoffNanos;
        needed = true;
      }
      apply(outcome, plan, nowNanos);
      plan.serveHeld(nowNanos);
    }
    boolean all = nowNanos - nextFullCheckNanos >= 0;
    if (asking || plan.isEmpty() || !(needed || all) || nowNanos - notBeforeNanos < 0) {
      return;
    }
    needed = false;
    Set<TopicRef> used = new HashSet<>();
    for (PartitionReads reads : plan.partitions()) {
      reads.readers().forEach(reader -> used.add(reader.topic));
    }
    Set<TopicRef> open = trust.untrusted(used, nowNanos);
    suspectSinceNanos.keySet().forEach(suspect -> open.add(suspect.topic()));
    if (all) {
      nextFullCheckNanos = nowNanos + everyNanos;
      ask(used);
    } else if (!open.isEmpty()) {
      ask(open);
    }
  }

  private void ask(Set<TopicRef> topics) {
    asking = true;
    metrics.topicChecks.increment();
    long generation = trust.generation();
    try {
      check
          .check(topics)
          .whenComplete(
              (answers, failure) -> {
                if (failure != null) {
                  LOG.warn("Topics could not be checked. topics={}", topics.size(), failure);
                }
                answered(generation, failure == null ? answers : Map.of());
              });
    } catch (RuntimeException refused) {
      LOG.warn("Topics could not be checked. topics={}", topics.size(), refused);
      answered(generation, Map.of());
    }
  }

  private void answered(long generation, Map<TopicRef, TopicCheck.Answer> answers) {
    arrived.set(new Outcome(generation, answers));
    wake.run();
  }

  private void apply(Outcome outcome, FetchPlan plan, long nowNanos) {
    Set<Suspect> before = Set.copyOf(suspectSinceNanos.keySet());
    Set<Suspect> still = new HashSet<>();
    for (PartitionReads reads : plan.partitions()) {
      for (Reader reader : reads.readers()) {
        Suspect suspect = new Suspect(reader.topic, reader.partition.partition());
        TopicCheck.Answer answer = outcome.answers().get(reader.topic);
        if (answer instanceof TopicCheck.Answer.Denied) {
          plan.fail(
              reader, TopicSource.Failure.NOT_AUTHORIZED, "Kafka does not show the topic to us");
          continue;
        }
        if (answer instanceof TopicCheck.Answer.Same) {
          trust.confirm(reader.topic, outcome.generation());
        }
        Optional<String> gone = gone(answer, suspect.partition());
        if (gone.isPresent()) {
          long since = suspectSinceNanos.computeIfAbsent(suspect, first -> nowNanos);
          if (nowNanos - since >= GONE_AFTER_NANOS) {
            plan.fail(reader, TopicSource.Failure.TOPIC_GONE, gone.get());
          }
        }
        if (gone.isPresent() || (answer == null && before.contains(suspect))) {
          still.add(suspect);
        }
      }
    }
    suspectSinceNanos.keySet().retainAll(still);
    if (!still.isEmpty()) {
      needed = true;
      notBeforeNanos = nowNanos + backoffNanos;
    }
  }

  private static Optional<String> gone(TopicCheck.Answer answer, int partition) {
    if (answer instanceof TopicCheck.Answer.Gone gone) {
      return Optional.of(gone.detail());
    }
    return answer instanceof TopicCheck.Answer.Same same && partition >= same.partitions()
        ? Optional.of("the topic has " + same.partitions() + " partitions, not one " + partition)
        : Optional.empty();
  }
}

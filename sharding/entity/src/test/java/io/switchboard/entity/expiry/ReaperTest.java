package io.switchboard.entity.expiry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.typed.ActorRef;
import com.typesafe.config.ConfigFactory;
import io.switchboard.core.model.SessionId;
import io.switchboard.core.model.SessionRole;
import io.switchboard.core.model.TopicRef;
import io.switchboard.core.port.SessionDirectory;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ReaperTest {
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
  private static final Duration SOON = Duration.ofSeconds(20);
  private static final ActorTestKit KIT =
      ActorTestKit.create(
          ConfigFactory.parseString("akka.daemonic = on\nakka.actor.provider = local")
              .withFallback(ConfigFactory.load()));

  private final PagedDirectory directory = new PagedDirectory();
  private final List<SessionId> woken = new CopyOnWriteArrayList<>();
  private final ReaperMetrics metrics = new ReaperMetrics();
  private Optional<ActorRef<Reaper.Message>> reaper = Optional.empty();

  @AfterEach
  void stop() {
    reaper.ifPresent(KIT::stop);
  }

  private void start(int wakePerSecond) {
    reaper =
        Optional.of(
            KIT.spawn(
                Reaper.create(
                    directory,
                    woken::add,
                    new ExpirySettings(Duration.ofMillis(100), wakePerSecond),
                    metrics,
                    Clock.fixed(NOW, ZoneOffset.UTC))));
  }

  private static SessionId id(int n) {
    return new SessionId(
        "abcdefghijklmnopqrstuv" + (char) ('a' + n / 26) + (char) ('a' + n % 26) + "aa");
  }

  private static SessionDirectory.Entry entry(int n, Instant expiresAt, boolean disposed) {
    return new SessionDirectory.Entry(
        id(n),
        SessionRole.READER,
        new TopicRef("pages", "topic-1"),
        "",
        NOW,
        NOW,
        expiresAt,
        0,
        disposed);
  }

  private void addDue(int sessions) {
    for (int n = 0; n < sessions; n++) {
      directory.entries.add(entry(n, NOW.minusSeconds(1), false));
    }
  }

  @Test
  void wakesThoseThatAreDueAndNobodyElse() {
    directory.entries.add(entry(0, NOW.minusSeconds(1), false));
    directory.entries.add(entry(1, NOW.plusSeconds(1), false));
    directory.entries.add(entry(2, NOW.minusSeconds(1), true));
    start(1_000);
    await().atMost(SOON).until(() -> metrics.walks.sum() >= 2);
    assertThat(woken).isNotEmpty().containsOnly(id(0));
  }

  @Test
  void goesThroughAllPagesAgainAndAgain() {
    addDue(250);
    start(10_000);
    await().atMost(SOON).until(() -> metrics.walks.sum() >= 2);
    assertThat(woken.stream().distinct()).hasSize(250);
    assertThat(directory.largestPage).isLessThanOrEqualTo(100);
  }

  @Test
  void wakesNoMoreInASecondThanItMay() {
    addDue(100);
    long begun = System.nanoTime();
    start(100);
    await().atMost(SOON).until(() -> woken.size() >= 50);
    assertThat(Duration.ofNanos(System.nanoTime() - begun)).isGreaterThan(Duration.ofMillis(400));
  }

  @Test
  void goesOnWhereItStoodWhenTheDirectoryAnswersAgain() {
    addDue(150);
    directory.failsAtPage = Optional.of("100");
    start(10_000);
    await().atMost(SOON).until(() -> metrics.failures.sum() >= 2);
    assertThat(woken).hasSize(100);
    assertThat(metrics.walks.sum()).isZero();
    directory.failsAtPage = Optional.empty();
    await().atMost(SOON).until(() -> woken.size() >= 150);
    assertThat(woken.subList(0, 150)).doesNotHaveDuplicates();
  }

  /** Entries in the order in which they were added; a page's token is where it begins. */
  private static final class PagedDirectory implements SessionDirectory {
    final List<Entry> entries = new ArrayList<>();
    volatile Optional<String> failsAtPage = Optional.empty();
    volatile int largestPage;

    @Override
    public CompletionStage<Void> put(Entry entry) {
      throw new UnsupportedOperationException("the reaper writes nothing");
    }

    @Override
    public CompletionStage<Optional<Entry>> find(SessionId session) {
      throw new UnsupportedOperationException("the reaper walks");
    }

    @Override
    public CompletionStage<Page> list(int limit, Optional<String> pageToken) {
      largestPage = Math.max(largestPage, limit);
      if (failsAtPage.isPresent() && failsAtPage.equals(pageToken)) {
        return CompletableFuture.failedFuture(new IllegalStateException("away"));
      }
      int from = pageToken.map(Integer::parseInt).orElse(0);
      int to = Math.min(entries.size(), from + limit);
      return CompletableFuture.completedFuture(
          new Page(
              List.copyOf(entries.subList(from, to)),
              to < entries.size() ? Optional.of(Integer.toString(to)) : Optional.empty()));
    }
  }
}

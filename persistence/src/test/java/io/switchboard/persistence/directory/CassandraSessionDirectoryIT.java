package io.switchboard.persistence.directory;

import static io.switchboard.persistence.TestCassandra.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import io.switchboard.core.model.SessionId;
import io.switchboard.core.model.SessionRole;
import io.switchboard.core.model.TopicRef;
import io.switchboard.core.port.SessionDirectory.Entry;
import io.switchboard.core.port.SessionDirectory.Page;
import io.switchboard.persistence.PersistenceSettings;
import io.switchboard.persistence.TestCassandra;
import io.switchboard.persistence.cql.SharedSession;
import io.switchboard.persistence.schema.SchemaCreator;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletionStage;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class CassandraSessionDirectoryIT {
  private static final Duration DISPOSED_TTL = Duration.ofSeconds(2);
  private static final Instant NOW = Instant.parse("2026-03-01T12:00:00.123Z");
  private static final Random IDS = new Random(7);

  private static ActorTestKit kit;
  private static SharedSession shared;

  @BeforeAll
  static void open() {
    PersistenceSettings settings = TestCassandra.settings(Duration.ofSeconds(2), DISPOSED_TTL);
    kit = TestCassandra.kit(settings);
    shared = SharedSession.of(kit.system(), Duration.ofSeconds(30));
  }

  @AfterAll
  static void close() {
    kit.shutdownTestKit();
  }

  /** A directory of its own for each test, over the one session. */
  private static CassandraSessionDirectory empty() throws Exception {
    PersistenceSettings settings = TestCassandra.settings(Duration.ofSeconds(2), DISPOSED_TTL);
    await(SchemaCreator.createIfMissing(await(shared.get()), settings));
    return new CassandraSessionDirectory(shared, settings);
  }

  @Test
  void anEntryIsFoundAsItWasPutAndOverwrittenByTheNext() throws Exception {
    CassandraSessionDirectory directory = empty();
    Entry entry = entry(anySession(), 5, false);
    assertThat(await(directory.find(entry.session()))).isEmpty();
    await(directory.put(entry));
    assertThat(await(directory.find(entry.session()))).contains(entry);
    Entry later = entry(entry.session(), 6, false);
    await(directory.put(later));
    assertThat(await(directory.find(entry.session()))).contains(later);
  }

  @Test
  void aThousandEntriesAreListedPageByPageEachOnce() throws Exception {
    CassandraSessionDirectory directory = empty();
    Map<SessionId, Entry> put = new HashMap<>();
    List<CompletionStage<Void>> writes = new ArrayList<>();
    for (int i = 0; i < 1_000; i++) {
      Entry entry = entry(anySession(), i, false);
      put.put(entry.session(), entry);
      writes.add(directory.put(entry));
    }
    for (CompletionStage<Void> write : writes) {
      await(write);
    }
    Map<SessionId, Entry> listed = new HashMap<>();
    List<Integer> sizes = new ArrayList<>();
    Optional<String> token = Optional.empty();
    do {
      Page page = await(directory.list(125, token));
      page.entries().forEach(entry -> assertThat(listed.put(entry.session(), entry)).isNull());
      sizes.add(page.entries().size());
      token = page.nextPageToken();
    } while (token.isPresent());
    assertThat(listed).isEqualTo(put);
    // Full pages, and none that is empty at the end.
    assertThat(sizes).isEqualTo(List.of(125, 125, 125, 125, 125, 125, 125, 125));
  }

  @Test
  void anEndedSessionsEntryExpiresAndALivingOnesDoesNot() throws Exception {
    CassandraSessionDirectory directory = empty();
    Entry living = entry(anySession(), 1, false);
    Entry ended = entry(anySession(), 1, false);
    await(directory.put(living));
    await(directory.put(ended));
    await(directory.put(entry(ended.session(), 2, true)));
    assertThat(await(directory.find(ended.session()))).map(Entry::disposed).contains(true);
    Awaitility.await()
        .atMost(DISPOSED_TTL.plusSeconds(10))
        .until(() -> await(directory.find(ended.session())).isEmpty());
    assertThat(await(directory.list(10, Optional.empty())).entries()).containsExactly(living);
  }

  @Test
  void aForeignTokenAndAnEndlessPageAreRefused() throws Exception {
    CassandraSessionDirectory directory = empty();
    assertThatThrownBy(() -> directory.list(10, Optional.of("Zm9vYmFy")))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> directory.list(10, Optional.of("?")))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> directory.list(1_001, Optional.empty()))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static Entry entry(SessionId session, long ackedSeq, boolean disposed) {
    return new Entry(
        session,
        SessionRole.READER,
        new TopicRef("activity", "q83vEjRWeJCrze8SNFZ4kA"),
        "renderer",
        NOW,
        NOW.plusSeconds(60),
        NOW.plusSeconds(3600),
        ackedSeq,
        disposed);
  }

  private static SessionId anySession() {
    StringBuilder id = new StringBuilder();
    for (int i = 0; i < SessionId.LENGTH; i++) {
      id.append("abcdefghijklmnopqrstuvwxyz234567".charAt(IDS.nextInt(32)));
    }
    return new SessionId(id.toString());
  }
}

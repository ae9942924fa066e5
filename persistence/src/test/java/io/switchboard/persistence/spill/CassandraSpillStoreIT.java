package io.switchboard.persistence.spill;

import static io.switchboard.persistence.TestCassandra.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import com.datastax.oss.driver.api.core.cql.SimpleStatement;
import io.switchboard.core.model.SessionId;
import io.switchboard.core.port.Ownership.Spilled;
import io.switchboard.core.port.PayloadCipher.KeyMissingException;
import io.switchboard.core.port.SpillStore.Batch;
import io.switchboard.core.port.SpillStore.Page;
import io.switchboard.persistence.PersistenceSettings;
import io.switchboard.persistence.TestCassandra;
import io.switchboard.persistence.cql.SharedSession;
import io.switchboard.persistence.schema.SchemaCreator;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ForkJoinPool;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class CassandraSpillStoreIT {
  private static ActorTestKit kit;
  private static SharedSession shared;
  private static PersistenceSettings settings;
  private static CassandraSpillStore store;

  private static final TestCipher CIPHER = new TestCipher();

  private final SessionId session = Batches.anySession();

  @BeforeAll
  static void open() {
    settings = TestCassandra.settings();
    kit = TestCassandra.kit(settings);
    shared = SharedSession.of(kit.system(), Duration.ofSeconds(30));
    store = new CassandraSpillStore(shared, settings, CIPHER, ForkJoinPool.commonPool());
  }

  @AfterAll
  static void close() {
    kit.shutdownTestKit();
  }

  @Test
  void whatTheManifestNamesIsReadInOrderAndNothingElse() throws Exception {
    List<Batch> batches = Batches.of(40, 60, 100);
    await(store.write(session, 5, batches));
    await(store.write(session, 4, Batches.of(45, 46, 7)));
    await(store.write(Batches.anySession(), 5, Batches.of(40, 41, 7)));

    Batches.assertSame(await(store.read(session, new Spilled(5, 40, 60))), batches);
    Batches.assertSame(await(store.read(session, new Spilled(5, 42, 43))), Batches.of(42, 43, 100));
  }

  @Test
  void theSameBatchesOverwriteThemselves() throws Exception {
    List<Batch> batches = Batches.of(1, 3, 50);
    await(store.write(session, 5, batches));
    await(store.write(session, 5, batches));
    Batches.assertSame(await(store.read(session, new Spilled(5, 1, 3))), batches);
  }

  @Test
  void batchesOfTheLargestSizeAreStoredToo() throws Exception {
    List<Batch> batches = Batches.of(1, 6, 4 << 20);
    await(store.write(session, 5, batches));
    Batches.assertSame(await(store.read(session, new Spilled(5, 1, 6))), batches);
  }

  @Test
  void aMissingBatchFailsTheWholeRead() throws Exception {
    await(store.write(session, 5, Batches.of(1, 3, 10)));
    await(store.write(session, 5, List.of(Batches.of(5, 10))));

    for (Spilled more :
        List.of(
            new Spilled(5, 1, 4),
            new Spilled(5, 1, 5),
            new Spilled(5, 0, 3),
            new Spilled(6, 1, 1))) {
      assertThatThrownBy(() -> await(store.read(session, more)))
          .cause()
          .isInstanceOf(SpillUnreadableException.class)
          .hasMessageContaining("lacks batch");
    }
  }

  @Test
  void aRowThatWasMovedOrAlteredDoesNotOpen() throws Exception {
    await(store.write(session, 5, Batches.of(1, 2, 10)));
    String table = settings.keyspace() + ".session_spill";
    String ofThisSession = " WHERE session = '" + session + "' AND epoch = 5 AND seq = ";
    var first =
        await(await(shared.get()).executeAsync("SELECT payload FROM " + table + ofThisSession + 1))
            .one();
    await(
        await(shared.get())
            .executeAsync(
                SimpleStatement.newInstance(
                    "UPDATE " + table + " SET payload = ?" + ofThisSession + 2,
                    first.getByteBuffer("payload"))));

    assertThatThrownBy(() -> await(store.read(session, new Spilled(5, 1, 2))))
        .cause()
        .isInstanceOf(SpillUnreadableException.class)
        .hasMessageContaining("altered");
    assertThat(await(store.read(session, new Spilled(5, 1, 1)))).hasSize(1);
  }

  @Test
  void olderEpochsAreDeletedAndNewerOnesStay() throws Exception {
    await(store.write(session, 4, Batches.of(1, 3, 10)));
    await(store.write(session, 5, Batches.of(1, 3, 10)));
    await(store.deleteBelow(session, 5));
    await(store.deleteBelow(session, 5));

    assertThatThrownBy(() -> await(store.read(session, new Spilled(4, 1, 3))))
        .hasMessageContaining("lacks batch");
    assertThat(await(store.read(session, new Spilled(5, 1, 3)))).hasSize(3);
  }

  @Test
  void withoutAKeyNothingIsStored() throws Exception {
    CIPHER.keyMissing = true;
    try {
      assertThatThrownBy(() -> await(store.write(session, 5, Batches.of(1, 1, 10))))
          .hasRootCauseInstanceOf(KeyMissingException.class);
    } finally {
      CIPHER.keyMissing = false;
    }
    assertThatThrownBy(() -> await(store.read(session, new Spilled(5, 1, 1))))
        .hasMessageContaining("lacks batch");
  }

  @Test
  void everySessionWithSomethingLeftIsListedOnceAndTheOthersAreNot() throws Exception {
    PersistenceSettings own = TestCassandra.settings();
    await(SchemaCreator.createIfMissing(await(shared.get()), own));
    CassandraSpillStore empty =
        new CassandraSpillStore(shared, own, CIPHER, ForkJoinPool.commonPool());
    assertThat(await(empty.sessions(10, Optional.empty())))
        .isEqualTo(new Page(List.of(), Optional.empty()));
    Set<SessionId> left = new HashSet<>();
    for (int i = 0; i < 50; i++) {
      SessionId one = Batches.anySession();
      left.add(one);
      await(empty.write(one, i, Batches.of(1, 2, 10)));
      await(empty.write(one, i + 1, Batches.of(1, 2, 10)));
    }
    SessionId gone = Batches.anySession();
    await(empty.write(gone, 1, Batches.of(1, 1, 10)));
    await(empty.deleteBelow(gone, 2));

    List<SessionId> listed = new ArrayList<>();
    List<Integer> sizes = new ArrayList<>();
    Optional<String> token = Optional.empty();
    do {
      Page page = await(empty.sessions(10, token));
      listed.addAll(page.sessions());
      sizes.add(page.sessions().size());
      token = page.nextPageToken();
    } while (token.isPresent());

    assertThat(listed).doesNotHaveDuplicates().containsExactlyInAnyOrderElementsOf(left);
    assertThat(sizes).isEqualTo(List.of(10, 10, 10, 10, 10));
  }

  @Test
  void aForeignTokenAndAnEndlessPageAreRefused() {
    for (String token : new String[] {"?", "Zm9vYmFy"}) {
      assertThatThrownBy(() -> store.sessions(10, Optional.of(token)))
          .isInstanceOf(IllegalArgumentException.class);
    }
    assertThatThrownBy(() -> store.sessions(1_001, Optional.empty()))
        .isInstanceOf(IllegalArgumentException.class);
  }
}

package io.switchboard.persistence.register;

import static io.switchboard.persistence.TestCassandra.await;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import io.switchboard.core.model.Digest;
import io.switchboard.core.model.LaneId;
import io.switchboard.core.model.SessionId;
import io.switchboard.core.port.Ownership.Claim;
import io.switchboard.core.port.Ownership.Published;
import io.switchboard.core.port.Ownership.Row;
import io.switchboard.persistence.PersistenceSettings;
import io.switchboard.persistence.TestCassandra;
import io.switchboard.persistence.cql.SharedSession;
import io.switchboard.persistence.register.UnreliableSession.Fault;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class CassandraOwnershipIT {
  private static final Digest DIGEST = Digest.of("0123456789abcdef".getBytes(US_ASCII));
  private static final LaneId MINE = new LaneId("cluster/node-1/lane-0/1");
  private static final LaneId OTHER = new LaneId("cluster/node-2/lane-0/1");

  private static ActorTestKit kit;
  private static SharedSession shared;
  private static PersistenceSettings settings;
  private static CassandraOwnership register;

  private final SessionId session = anySession();
  private UnreliableSession network;
  private CassandraOwnership unreliable;

  @BeforeAll
  static void open() {
    settings = TestCassandra.settings();
    kit = TestCassandra.kit(settings);
    shared = SharedSession.of(kit.system(), Duration.ofSeconds(30));
    register = new CassandraOwnership(shared, settings);
  }

  @AfterAll
  static void close() {
    kit.shutdownTestKit();
  }

  @BeforeEach
  void wrap() throws Exception {
    network = new UnreliableSession(await(shared.get()));
    unreliable = new CassandraOwnership(SharedSession.of(network.session()), settings);
  }

  @Test
  void aSessionThatWasNeverSeenHasARowOfEpochZeroWithoutOwner() throws Exception {
    Row row = await(register.read(session));
    assertThat(row.epoch()).isZero();
    assertThat(row.owner()).isEmpty();
    assertThat(row.published()).isEqualTo(Published.NOTHING);
    assertThat(row.holder()).isZero();
    assertThat(row.spilled()).isEmpty();
    assertThat(await(register.read(session))).isEqualTo(row);
  }

  @Test
  void aClaimPutsTheOwnerIntoTheRow() throws Exception {
    Claim claim = new Claim(MINE, 3, 4_711, new Published(42, Optional.of(DIGEST)), 2);
    Row claimed = await(register.claim(session, await(register.read(session)), claim));
    assertThat(claimed).isEqualTo(rowOf(1, 3, 4_711, 42, 2));
    assertThat(claimed.isOwnedBy(MINE, 1)).isTrue();
    assertThat(await(register.read(session))).isEqualTo(claimed);
  }

  @Test
  void ofManyClaimersExactlyOneWinsAndTheOthersAreToldWho() throws Exception {
    for (int round = 0; round < 20; round++) {
      SessionId contended = anySession();
      Row seen = await(register.read(contended));
      List<LaneId> lanes = new ArrayList<>();
      List<CompletionStage<Row>> claims = new ArrayList<>();
      for (int i = 0; i < 6; i++) {
        LaneId lane = new LaneId("racer-" + i);
        lanes.add(lane);
        claims.add(register.claim(contended, seen, claimOf(lane)));
      }
      int winners = 0;
      Set<Row> told = new HashSet<>();
      for (int i = 0; i < claims.size(); i++) {
        Row row = await(claims.get(i));
        told.add(row);
        winners += row.isOwnedBy(lanes.get(i), 1) ? 1 : 0;
      }
      assertThat(winners).isEqualTo(1);
      assertThat(told).hasSize(1);
    }
  }

  @Test
  void aClaimWithAnOldRowLoses() throws Exception {
    Row old = await(register.read(session));
    Row winner = await(register.claim(session, old, claimOf(OTHER)));
    assertThat(await(register.claim(session, old, claimOf(MINE)))).isEqualTo(winner);
  }

  @Test
  void afterASignOffTheRowNamesNobodyAndTheNextOwnerContinues() throws Exception {
    Row mine = await(register.claim(session, await(register.read(session)), claimOf(MINE)));
    Published published = new Published(7, Optional.of(DIGEST));
    assertThat(await(register.signOff(session, mine.epoch(), MINE, published))).isTrue();
    Row free = await(register.read(session));
    assertThat(free.epoch()).isEqualTo(2);
    assertThat(free.owner()).isEmpty();
    assertThat(free.published()).isEqualTo(published);
    assertThat(await(register.claim(session, free, claimOf(OTHER))).isOwnedBy(OTHER, 3)).isTrue();
  }

  @Test
  void whoReadTheRowBeforeASignOffMustReadItAgain() throws Exception {
    Row mine = await(register.claim(session, await(register.read(session)), claimOf(MINE)));
    await(register.signOff(session, mine.epoch(), MINE, Published.NOTHING));
    Row told = await(register.claim(session, mine, claimOf(OTHER)));
    assertThat(told.isOwnedBy(OTHER, mine.epoch() + 1)).isFalse();
    assertThat(told.epoch()).isEqualTo(2);
  }

  @Test
  void onlyTheOwnerSignsOff() throws Exception {
    Row mine = await(register.claim(session, await(register.read(session)), claimOf(MINE)));
    assertThat(await(register.signOff(session, 1, OTHER, Published.NOTHING))).isFalse();
    assertThat(await(register.signOff(session, 0, MINE, Published.NOTHING))).isFalse();
    assertThat(await(register.read(session))).isEqualTo(mine);
  }

  @Test
  void aCheckpointMovesPositionAndSeqTogether() throws Exception {
    await(register.claim(session, await(register.read(session)), claimOf(MINE)));
    assertThat(await(register.checkpoint(session, 1, later(7)))).isTrue();
    assertThat(await(register.read(session))).isEqualTo(rowOf(1, 3, 900, 9, 0));
  }

  @Test
  void onlyTheOwnerCheckpoints() throws Exception {
    Row mine = await(register.claim(session, await(register.read(session)), claimOf(MINE)));
    assertThat(await(register.checkpoint(session, 1, claimOf(OTHER)))).isFalse();
    assertThat(await(register.checkpoint(session, 0, claimOf(MINE)))).isFalse();
    assertThat(await(register.read(session))).isEqualTo(mine);
    await(register.signOff(session, 1, MINE, Published.NOTHING));
    Row free = await(register.read(session));
    assertThat(await(register.checkpoint(session, 1, claimOf(MINE)))).isFalse();
    assertThat(await(register.read(session))).isEqualTo(free);
  }

  @Test
  void aClaimWhoseAnswerWasLostIsFoundInTheRow() throws Exception {
    Row seen = await(unreliable.read(session));
    network.nextWrites(Fault.ANSWER_LOST);
    Row row = await(unreliable.claim(session, seen, claimOf(MINE)));
    assertThat(row.isOwnedBy(MINE, 1)).isTrue();
    assertThat(await(register.read(session))).isEqualTo(row);
  }

  @Test
  void aClaimThatNeverArrivedIsRepeated() throws Exception {
    Row seen = await(unreliable.read(session));
    network.nextWrites(Fault.REQUEST_LOST, Fault.REQUEST_LOST);
    assertThat(await(unreliable.claim(session, seen, claimOf(MINE))).isOwnedBy(MINE, 1)).isTrue();
  }

  @Test
  void aClaimThatArrivesBesideItsOwnRepetitionCountsOnce() throws Exception {
    for (int round = 0; round < 20; round++) {
      SessionId late = anySession();
      Row seen = await(unreliable.read(late));
      network.nextWrites(Fault.ARRIVES_LATE);
      assertThat(await(unreliable.claim(late, seen, claimOf(MINE))).isOwnedBy(MINE, 1)).isTrue();
      assertThat(await(register.read(late)).epoch()).isEqualTo(1);
    }
  }

  @Test
  void aClaimThatWasLostWhileAnotherWonIsNotOurs() throws Exception {
    Row seen = await(unreliable.read(session));
    Row winner = await(register.claim(session, seen, claimOf(OTHER)));
    network.nextWrites(Fault.REQUEST_LOST);
    assertThat(await(unreliable.claim(session, seen, claimOf(MINE)))).isEqualTo(winner);
  }

  @Test
  void aReReadThatFailsIsRepeatedAndTheNumberOfAttemptsIsBounded() throws Exception {
    Row seen = await(unreliable.read(session));
    network.nextWrites(Fault.ANSWER_LOST);
    network.nextReads(Fault.REQUEST_LOST, Fault.ANSWER_LOST);
    assertThat(await(unreliable.claim(session, seen, claimOf(MINE))).isOwnedBy(MINE, 1)).isTrue();

    network.nextReads(Fault.REQUEST_LOST, Fault.REQUEST_LOST, Fault.REQUEST_LOST);
    assertThatThrownBy(() -> await(unreliable.read(session)))
        .hasRootCauseMessage("injected")
        .cause()
        .isInstanceOf(RegisterUnavailableException.class)
        .hasMessageContaining("failed 3 times");
  }

  @Test
  void aClaimWithoutAnyAnswerFailsInsteadOfGuessing() throws Exception {
    Row seen = await(unreliable.read(session));
    network.nextWrites(Fault.REQUEST_LOST, Fault.REQUEST_LOST, Fault.REQUEST_LOST);
    assertThatThrownBy(() -> await(unreliable.claim(session, seen, claimOf(MINE))))
        .cause()
        .isInstanceOf(RegisterUnavailableException.class)
        .hasMessageContaining("no known outcome in 3 attempts");
    assertThat(await(register.read(session))).isEqualTo(seen);
  }

  @Test
  void aSignOffOrCheckpointOfUnknownOutcomeIsNotCalledDone() throws Exception {
    await(register.claim(session, await(register.read(session)), claimOf(MINE)));
    network.nextWrites(Fault.ANSWER_LOST, Fault.ANSWER_LOST);
    assertThatThrownBy(() -> await(unreliable.checkpoint(session, 1, claimOf(MINE))))
        .cause()
        .isInstanceOf(RegisterUnavailableException.class);
    assertThatThrownBy(() -> await(unreliable.signOff(session, 1, MINE, Published.NOTHING)))
        .cause()
        .isInstanceOf(RegisterUnavailableException.class);
  }

  @Test
  void aRowThatWasDeletedStopsItsSession() throws Exception {
    Row seen = await(register.read(session));
    await(
        await(shared.get())
            .executeAsync(
                "DELETE FROM "
                    + settings.keyspace()
                    + ".session_ownership WHERE session = '"
                    + session
                    + "' IF EXISTS"));
    assertThatThrownBy(() -> await(register.claim(session, seen, claimOf(MINE))))
        .cause()
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("never be deleted");
  }

  private static Claim claimOf(LaneId lane) {
    return claimOf(lane, 0);
  }

  private static Claim claimOf(LaneId lane, int holder) {
    return new Claim(lane, 3, 100, Published.NOTHING, holder);
  }

  private static Claim later(int holder) {
    return new Claim(MINE, 3, 900, new Published(9, Optional.of(DIGEST)), holder);
  }

  private static Row rowOf(long epoch, int partition, long position, long seq, int holder) {
    return new Row(
        epoch,
        Optional.of(MINE),
        partition,
        position,
        new Published(seq, Optional.of(DIGEST)),
        holder,
        Optional.empty());
  }

  private static SessionId anySession() {
    StringBuilder id = new StringBuilder();
    for (int i = 0; i < SessionId.LENGTH; i++) {
      id.append("abcdefghijklmnopqrstuvwxyz234567".charAt(ThreadLocalRandom.current().nextInt(32)));
    }
    return new SessionId(id.toString());
  }
}

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
import io.switchboard.core.port.Ownership.Spilled;
import io.switchboard.persistence.PersistenceSettings;
import io.switchboard.persistence.TestCassandra;
import io.switchboard.persistence.cql.SharedSession;
import io.switchboard.persistence.register.UnreliableSession.Fault;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What an owner leaves in the register for the next one: its manifest, and the holder. */
class SpillRegisterIT {
  private static final Digest DIGEST = Digest.of("0123456789abcdef".getBytes(US_ASCII));
  private static final LaneId MINE = new LaneId("cluster/node-1/lane-0/1");
  private static final LaneId OTHER = new LaneId("cluster/node-2/lane-0/1");
  private static final Published SETTLED = new Published(7, Optional.of(DIGEST));
  private static final Spilled SPILLED = new Spilled(1, 8, 11);

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
  void aClaimRaisesTheHolderAndNothingElseChangesIt() throws Exception {
    mine(3);
    await(register.checkpoint(session, 1, claimOf(MINE, 9)));
    assertThat(row().holder()).isEqualTo(3);
    await(register.spill(session, 1, MINE, SPILLED, Optional.of(SETTLED)));
    assertThat(row().holder()).isEqualTo(3);
    assertThat(await(register.claim(session, row(), claimOf(OTHER, 4))).holder()).isEqualTo(4);
    await(register.clearSpill(session, 3, claimOf(OTHER, 9)));
    await(register.signOff(session, 3, OTHER, SETTLED));
    assertThat(row().holder()).isEqualTo(4);
  }

  @Test
  void whatIsLeftWithEverythingSettledIsNamedByARowWithoutOwner() throws Exception {
    mine(2);
    assertThat(await(register.spill(session, 1, MINE, SPILLED, Optional.of(SETTLED)))).isTrue();
    assertThat(row())
        .isEqualTo(new Row(2, Optional.empty(), 3, 100, SETTLED, 2, Optional.of(SPILLED)));
  }

  @Test
  void whatIsLeftWithAnUnknownOutcomeKeepsTheLaneThatTheNextOwnerFences() throws Exception {
    mine(2);
    assertThat(await(register.spill(session, 1, MINE, SPILLED, Optional.empty()))).isTrue();
    assertThat(row())
        .isEqualTo(
            new Row(2, Optional.of(MINE), 3, 100, Published.NOTHING, 2, Optional.of(SPILLED)));
  }

  @Test
  void onlyTheOwnerLeavesAnything() throws Exception {
    Row mine = mine(0);
    assertThat(await(register.spill(session, 1, OTHER, SPILLED, Optional.empty()))).isFalse();
    assertThat(await(register.spill(session, 0, MINE, SPILLED, Optional.of(SETTLED)))).isFalse();
    assertThat(row()).isEqualTo(mine);
  }

  @Test
  void aClaimCarriesTheManifestUntilItsOwnerClearsIt() throws Exception {
    mine(0);
    await(register.spill(session, 1, MINE, SPILLED, Optional.of(SETTLED)));
    Row next = await(register.claim(session, row(), claimOf(OTHER, 1)));
    assertThat(next.isOwnedBy(OTHER, 3)).isTrue();
    assertThat(next.spilled()).contains(SPILLED);
    assertThat(row()).isEqualTo(next);

    Claim published = new Claim(OTHER, 3, 900, new Published(11, Optional.of(DIGEST)), 1);
    assertThat(await(register.clearSpill(session, 3, published))).isTrue();

    assertThat(row())
        .isEqualTo(
            new Row(3, Optional.of(OTHER), 3, 900, published.published(), 1, Optional.empty()));
    assertThat(await(register.clearSpill(session, 3, published))).isTrue();
  }

  @Test
  void onlyTheOwnerClears() throws Exception {
    mine(0);
    await(register.spill(session, 1, MINE, SPILLED, Optional.of(SETTLED)));
    Row left = row();
    assertThat(await(register.clearSpill(session, 1, claimOf(MINE, 0)))).isFalse();
    assertThat(await(register.clearSpill(session, 2, claimOf(MINE, 0)))).isFalse();
    assertThat(row()).isEqualTo(left);
  }

  @Test
  void aManifestThatWasClearedBetweenReadingAndClaimingIsNotToldAgain() throws Exception {
    mine(0);
    await(register.spill(session, 1, MINE, SPILLED, Optional.of(SETTLED)));
    Row seen = await(register.claim(session, row(), claimOf(OTHER, 0)));
    await(register.clearSpill(session, 3, claimOf(OTHER, 0)));

    Row mine = await(register.claim(session, seen, claimOf(MINE, 0)));

    assertThat(mine.isOwnedBy(MINE, 4)).isTrue();
    assertThat(mine.spilled()).isEmpty();
  }

  @Test
  void leavingWithALostAnswerIsNotCalledDoneAndRepeatedItIs() throws Exception {
    mine(0);
    network.nextWrites(Fault.ANSWER_LOST);
    assertThatThrownBy(
            () -> await(unreliable.spill(session, 1, MINE, SPILLED, Optional.of(SETTLED))))
        .cause()
        .isInstanceOf(RegisterUnavailableException.class);
    assertThat(row().spilled()).contains(SPILLED);
    assertThat(await(unreliable.spill(session, 1, MINE, SPILLED, Optional.of(SETTLED)))).isTrue();
    assertThat(row().epoch()).isEqualTo(2);
  }

  @Test
  void leavingThatNeverArrivedIsNotCalledDone() throws Exception {
    Row mine = mine(0);
    network.nextWrites(Fault.REQUEST_LOST);
    assertThatThrownBy(() -> await(unreliable.spill(session, 1, MINE, SPILLED, Optional.empty())))
        .cause()
        .isInstanceOf(RegisterUnavailableException.class);
    assertThat(row()).isEqualTo(mine);
  }

  @Test
  void leavingThatArrivesAfterTheNextClaimChangesNothing() throws Exception {
    Row mine = mine(0);
    network.nextWrites(Fault.ARRIVES_LATE);
    assertThatThrownBy(() -> await(unreliable.spill(session, 1, MINE, SPILLED, Optional.empty())))
        .cause()
        .isInstanceOf(RegisterUnavailableException.class);
    Row next = await(unreliable.claim(session, mine, claimOf(OTHER, 0)));
    await(register.checkpoint(session, 2, claimOf(OTHER, 0)));
    assertThat(row()).isEqualTo(next);
    assertThat(next.spilled()).isEmpty();
  }

  @Test
  void clearingIsRepeatedUntilItIsKnown() throws Exception {
    for (Fault fault : Fault.values()) {
      wrap();
      SessionId one = anySession();
      await(register.claim(one, await(register.read(one)), claimOf(MINE, 0)));
      await(register.spill(one, 1, MINE, SPILLED, Optional.of(SETTLED)));
      await(register.claim(one, await(register.read(one)), claimOf(OTHER, 0)));
      network.nextWrites(fault, fault);
      network.nextReads(Fault.REQUEST_LOST);

      assertThat(await(unreliable.clearSpill(one, 3, claimOf(OTHER, 0)))).as("%s", fault).isTrue();

      assertThat(await(register.read(one)).spilled()).as("%s", fault).isEmpty();
    }
  }

  @Test
  void clearingThatWasLostWhileAnotherClaimedIsNotOurs() throws Exception {
    mine(0);
    await(register.spill(session, 1, MINE, SPILLED, Optional.of(SETTLED)));
    Row seen = await(register.claim(session, row(), claimOf(OTHER, 0)));
    Row winner = await(register.claim(session, seen, claimOf(MINE, 0)));
    network.nextWrites(Fault.REQUEST_LOST);

    assertThat(await(unreliable.clearSpill(session, 3, claimOf(OTHER, 0)))).isFalse();

    assertThat(row()).isEqualTo(winner);
    assertThat(winner.spilled()).contains(SPILLED);
  }

  @Test
  void clearingWithoutAnyAnswerFailsInsteadOfGuessing() throws Exception {
    mine(0);
    await(register.spill(session, 1, MINE, SPILLED, Optional.of(SETTLED)));
    Row seen = await(register.claim(session, row(), claimOf(OTHER, 0)));
    network.nextWrites(Fault.REQUEST_LOST, Fault.REQUEST_LOST, Fault.REQUEST_LOST);

    assertThatThrownBy(() -> await(unreliable.clearSpill(session, 3, claimOf(OTHER, 0))))
        .cause()
        .isInstanceOf(RegisterUnavailableException.class)
        .hasMessageContaining("no known outcome in 3 attempts");
    assertThat(row()).isEqualTo(seen);
  }

  @Test
  void aClaimWithALostAnswerTellsTheManifestToo() throws Exception {
    mine(0);
    await(register.spill(session, 1, MINE, SPILLED, Optional.of(SETTLED)));
    Row seen = await(unreliable.read(session));
    network.nextWrites(Fault.ANSWER_LOST);
    Row next = await(unreliable.claim(session, seen, claimOf(OTHER, 0)));
    assertThat(next.isOwnedBy(OTHER, 3)).isTrue();
    assertThat(next.spilled()).contains(SPILLED);
  }

  private Row mine(int holder) throws Exception {
    return await(register.claim(session, row(), claimOf(MINE, holder)));
  }

  private Row row() throws Exception {
    return await(register.read(session));
  }

  private static Claim claimOf(LaneId lane, int holder) {
    return new Claim(lane, 3, 100, Published.NOTHING, holder);
  }

  private static SessionId anySession() {
    StringBuilder id = new StringBuilder();
    for (int i = 0; i < SessionId.LENGTH; i++) {
      id.append("abcdefghijklmnopqrstuvwxyz234567".charAt(ThreadLocalRandom.current().nextInt(32)));
    }
    return new SessionId(id.toString());
  }
}

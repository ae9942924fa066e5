package io.switchboard.persistence.register;

import com.datastax.oss.driver.api.core.ConsistencyLevel;
import com.datastax.oss.driver.api.core.cql.AsyncResultSet;
import com.datastax.oss.driver.api.core.cql.SimpleStatement;
import io.switchboard.core.model.Digest;
import io.switchboard.core.model.LaneId;
import io.switchboard.core.port.Ownership.Claim;
import io.switchboard.core.port.Ownership.Published;
import io.switchboard.core.port.Ownership.Spilled;
import io.switchboard.persistence.cql.Prepared;
import io.switchboard.persistence.cql.SharedSession;
import io.switchboard.persistence.journal.CassandraConfig;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletionStage;

/**
 * The register's statements: every write is a lightweight transaction, every read serial. No other
 * code names its table.
 *
 * <p>No value is ever null: an absent owner is the empty text and an absent digest the empty blob,
 * because a null is a tombstone, and a forgotten tombstone brings the old value back.
 */
final class RegisterStatements {
  static final String NOBODY = "";
  static final int NO_PARTITION = -1;

  private static final ByteBuffer NO_BYTES = ByteBuffer.allocate(0).asReadOnlyBuffer();

  private final Prepared select;
  private final Prepared insert;
  private final Prepared claim;
  private final Prepared checkpoint;
  private final Prepared signOff;
  private final Prepared spillSettled;
  private final Prepared spillUnsettled;
  private final Prepared clearSpill;

  RegisterStatements(SharedSession session, String keyspace) {
    String table = keyspace + ".session_ownership";
    // SERIAL, and never LOCAL_SERIAL: mixing the two loses linearizability.
    this.select =
        new Prepared(
            session,
            lightweight(
                    "SELECT epoch, owner, ledger_partition, ledger_position, last_seq, last_digest,"
                        + " holder, spill FROM "
                        + table
                        + " WHERE session = ?")
                .setConsistencyLevel(ConsistencyLevel.SERIAL));
    this.insert =
        new Prepared(
            session,
            lightweight(
                "INSERT INTO "
                    + table
                    + " (session, epoch, owner, ledger_partition, ledger_position, last_seq,"
                    + " last_digest, holder, spill, attempt)"
                    + " VALUES (?, 0, ?, ?, 0, 0, ?, 0, ?, ?) IF NOT EXISTS"));
    this.claim =
        new Prepared(
            session,
            lightweight(
                "UPDATE "
                    + table
                    + " SET epoch = ?, owner = ?, ledger_partition = ?, ledger_position = ?,"
                    + " last_seq = ?, last_digest = ?, holder = ?, attempt = ?"
                    + " WHERE session = ? IF epoch = ?"));
    this.checkpoint =
        new Prepared(
            session,
            lightweight(
                "UPDATE "
                    + table
                    + " SET ledger_position = ?, last_seq = ?, last_digest = ?, attempt = ?"
                    + " WHERE session = ? IF epoch = ? AND owner = ?"));
    this.signOff =
        new Prepared(
            session,
            lightweight(
                "UPDATE "
                    + table
                    + " SET epoch = ?, owner = ?, last_seq = ?, last_digest = ?, attempt = ?"
                    + " WHERE session = ? IF epoch = ? AND owner = ?"));
    this.spillSettled =
        new Prepared(
            session,
            lightweight(
                "UPDATE "
                    + table
                    + " SET epoch = ?, spill = ?, owner = ?, last_seq = ?, last_digest = ?,"
                    + " attempt = ? WHERE session = ? IF epoch = ? AND owner = ?"));
    this.spillUnsettled =
        new Prepared(
            session,
            lightweight(
                "UPDATE "
                    + table
                    + " SET epoch = ?, spill = ?, attempt = ?"
                    + " WHERE session = ? IF epoch = ? AND owner = ?"));
    this.clearSpill =
        new Prepared(
            session,
            lightweight(
                "UPDATE "
                    + table
                    + " SET spill = ?, ledger_position = ?, last_seq = ?, last_digest = ?,"
                    + " attempt = ? WHERE session = ? IF epoch = ? AND owner = ?"));
  }

  private static SimpleStatement lightweight(String cql) {
    return SimpleStatement.newInstance(cql)
        .setExecutionProfileName(CassandraConfig.LWT_PROFILE)
        .setSerialConsistencyLevel(ConsistencyLevel.SERIAL)
        .setIdempotent(false);
  }

  CompletionStage<AsyncResultSet> select(String session) {
    return select.execute(session);
  }

  CompletionStage<AsyncResultSet> insert(String session, UUID attempt) {
    return insert.execute(session, NOBODY, NO_PARTITION, NO_BYTES, SpillManifest.NONE, attempt);
  }

  CompletionStage<AsyncResultSet> claim(String session, long epoch, Claim claim, UUID attempt) {
    return this.claim.execute(
        epoch + 1,
        owner(claim.owner()),
        claim.ledgerPartition(),
        claim.ledgerPosition(),
        claim.published().seq(),
        digest(claim.published()),
        claim.holder(),
        attempt,
        session,
        epoch);
  }

  CompletionStage<AsyncResultSet> checkpoint(
      String session, long epoch, Claim claim, UUID attempt) {
    return checkpoint.execute(
        claim.ledgerPosition(),
        claim.published().seq(),
        digest(claim.published()),
        attempt,
        session,
        epoch,
        owner(claim.owner()));
  }

  CompletionStage<AsyncResultSet> signOff(
      String session, long epoch, LaneId owner, Published published, UUID attempt) {
    return signOff.execute(
        epoch + 1,
        NOBODY,
        published.seq(),
        digest(published),
        attempt,
        session,
        epoch,
        owner(owner));
  }

  CompletionStage<AsyncResultSet> spill(
      String session,
      long epoch,
      LaneId owner,
      Spilled spilled,
      Optional<Published> settled,
      UUID attempt) {
    ByteBuffer manifest = SpillManifest.encode(spilled);
    return settled.isPresent()
        ? spillSettled.execute(
            epoch + 1,
            manifest,
            NOBODY,
            settled.get().seq(),
            digest(settled.get()),
            attempt,
            session,
            epoch,
            owner(owner))
        : spillUnsettled.execute(epoch + 1, manifest, attempt, session, epoch, owner(owner));
  }

  CompletionStage<AsyncResultSet> clearSpill(
      String session, long epoch, Claim claim, UUID attempt) {
    return clearSpill.execute(
        SpillManifest.NONE,
        claim.ledgerPosition(),
        claim.published().seq(),
        digest(claim.published()),
        attempt,
        session,
        epoch,
        owner(claim.owner()));
  }

  private static String owner(LaneId lane) {
    if (lane.value().isEmpty()) {
      throw new IllegalArgumentException("an owner has an id; the empty one means nobody");
    }
    return lane.value();
  }

  private static ByteBuffer digest(Published published) {
    Optional<Digest> digest = published.digest();
    return digest.isEmpty() ? NO_BYTES : ByteBuffer.wrap(digest.get().toBytes());
  }
}

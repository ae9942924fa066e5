package io.switchboard.node.api;

import io.switchboard.core.model.Cursor;
import io.switchboard.core.model.ReadToken;
import io.switchboard.core.model.StageToken;
import io.switchboard.crypto.Sealer;
import io.switchboard.crypto.Sealer.Purpose;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * Turns tokens and cursors into the opaque bytes that clients hold, and back. What comes back
 * genuine was made by a node of this cluster; what it says is judged by the session.
 */
final class Seals {
  /** Longest token or cursor that is looked at. */
  static final int MAX_BYTES = 16 * 1024;

  private final Sealer sealer;
  private final byte[] cluster;

  Seals(Sealer sealer, String clusterId) {
    this.sealer = sealer;
    this.cluster = clusterId.getBytes(StandardCharsets.UTF_8);
  }

  byte[] seal(ReadToken token) {
    return sealer.seal(Purpose.READ_TOKEN, cluster, SealedCodec.encode(token));
  }

  byte[] seal(StageToken token) {
    return sealer.seal(Purpose.STAGE_TOKEN, cluster, SealedCodec.encode(token));
  }

  byte[] seal(Cursor cursor) {
    return sealer.seal(Purpose.CURSOR, cluster, SealedCodec.encode(cursor));
  }

  Optional<ReadToken> readToken(byte[] sealed) {
    return open(Purpose.READ_TOKEN, sealed).flatMap(SealedCodec::readToken);
  }

  Optional<StageToken> stageToken(byte[] sealed) {
    return open(Purpose.STAGE_TOKEN, sealed).flatMap(SealedCodec::stageToken);
  }

  Optional<Cursor> cursor(byte[] sealed) {
    return open(Purpose.CURSOR, sealed).flatMap(SealedCodec::cursor);
  }

  private Optional<byte[]> open(Purpose purpose, byte[] sealed) {
    return sealed.length > MAX_BYTES ? Optional.empty() : sealer.open(purpose, cluster, sealed);
  }
}

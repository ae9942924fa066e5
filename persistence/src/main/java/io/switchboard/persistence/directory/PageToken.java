package io.switchboard.persistence.directory;

import io.switchboard.core.model.SessionId;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/**
 * Where a list goes on: behind a session, whose bucket follows from its id. So a token stays good
 * when entries come and go, and across versions of the driver.
 *
 * @param bucket the partition to go on in
 * @param after the last session listed; empty: from the bucket's start
 */
record PageToken(int bucket, String after) {
  static final PageToken START = new PageToken(0, "");

  /** Stable for ever: the specification fixes String.hashCode. */
  static int bucketOf(String session) {
    return Math.floorMod(session.hashCode(), CassandraSessionDirectory.BUCKETS);
  }

  static String behind(String session) {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(session.getBytes(StandardCharsets.UTF_8));
  }

  static PageToken parse(String token) {
    String session;
    try {
      session = new String(Base64.getUrlDecoder().decode(token), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("not a page token of a session list", e);
    }
    if (!SessionId.isValid(session)) {
      throw new IllegalArgumentException("not a page token of a session list");
    }
    return new PageToken(bucketOf(session), session);
  }
}

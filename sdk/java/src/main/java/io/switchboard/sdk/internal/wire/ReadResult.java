package io.switchboard.sdk.internal.wire;

import io.switchboard.sdk.ReceivedEvent;
import java.util.List;
import java.util.Optional;

/**
 * A read's reply.
 *
 * @param batch empty: nothing arrived in time
 * @param ackedSeq the last acknowledged seq
 * @param forwarded the session lives on another node than the one that was called
 */
public record ReadResult(Optional<WireBatch> batch, long ackedSeq, boolean forwarded) {

  /**
   * A batch as it came.
   *
   * @param seq its number in the session
   * @param events ordered by partition, then offset
   * @param token what its ack must carry
   * @param cursor where another session can start behind it
   * @param missingEvents events delivered before that Kafka no longer has
   */
  public record WireBatch(
      long seq, List<ReceivedEvent> events, Token token, Token cursor, int missingEvents) {}
}

package io.switchboard.sdk;

import io.switchboard.protocol.Phase;
import io.switchboard.protocol.Role;
import io.switchboard.protocol.SessionInfo;
import io.switchboard.sdk.internal.session.Sessions;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** What the back end tells about a session. Immutable. */
public final class SessionDescription {
  private final SessionInfo info;
  private final SessionLimits limits;

  SessionDescription(SessionInfo info) {
    this.info = info.deepCopy();
    this.limits = Sessions.limitsOf(info);
  }

  /** The session's id. */
  public String session() {
    return info.getSession();
  }

  /** Reader or writer. */
  public Role role() {
    return info.getRole();
  }

  /** The topic. */
  public String topic() {
    return info.getTopic();
  }

  /** Where the session stands in its life. */
  public Phase phase() {
    return info.getPhase();
  }

  /** The last acknowledged seq. */
  public long ackedSeq() {
    return info.getAckedSeq();
  }

  /** The number of the current holder. */
  public int holder() {
    return info.getHolder();
  }

  /** The limits as granted. */
  public SessionLimits limits() {
    return limits;
  }

  /** Readers: the partitions that are read. */
  public List<Integer> partitions() {
    return info.isSetPartitions() ? List.copyOf(info.getPartitions()) : List.of();
  }

  /** Readers: the opaque position behind the last acknowledged batch. */
  public Optional<byte[]> cursor() {
    return info.isSetCursor() ? Optional.of(info.getCursor().clone()) : Optional.empty();
  }

  /** Readers: events between the position and the end of the topic, as far as is known. */
  public OptionalLong lagEvents() {
    return info.isSetLagEvents() ? OptionalLong.of(info.getLagEvents()) : OptionalLong.empty();
  }

  /** The seq of a delivered or staged batch that is not acknowledged. */
  public OptionalLong pendingSeq() {
    return info.isSetPendingSeq() ? OptionalLong.of(info.getPendingSeq()) : OptionalLong.empty();
  }

  /** The name that the client gave at allocation. */
  public Optional<String> clientName() {
    return Optional.ofNullable(info.getClientName());
  }

  /** The version that the client gave at allocation. */
  public Optional<String> clientVersion() {
    return Optional.ofNullable(info.getClientVersion());
  }
}

package io.switchboard.core.port;

import io.switchboard.core.model.LaneId;
import io.switchboard.core.model.SessionId;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** The producer lanes of this node. Thread-safe. */
public interface ProducerLanes {

  /**
   * The lane that serves a session on this node, started and its transactional.id initialised. A
   * lane that died is replaced by one of a new generation. Fails if no lane can be had within a
   * bounded time (Kafka away).
   */
  CompletionStage<ProducerLane> laneFor(SessionId session);

  /** A lane of this node that is alive at this moment. */
  Optional<ProducerLane> liveLane(LaneId id);
}

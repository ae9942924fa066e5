package io.switchboard.bench.contender;

import java.time.Duration;
import java.util.Collections;

/** Writers that publish through an HTTP bridge, each waiting for the answer to its batch. */
public final class PeerPublishers implements Contender {
  private final Peer peer;
  private final String topic;
  private final int writers;
  private final byte[][] values;

  public PeerPublishers(Peer peer, String topic, int writers, byte[][] values) {
    this.peer = peer;
    this.topic = topic;
    this.writers = writers;
    this.values = values;
  }

  @Override
  public String name() {
    return "HTTP bridge";
  }

  @Override
  public Work run(Duration time) throws Exception {
    return Publishing.run(
        Collections.nCopies(writers, () -> peer.publish(topic, values)), values.length, 1, time);
  }
}

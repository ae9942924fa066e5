package io.switchboard.bench.contender;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/**
 * Readers through an HTTP bridge, one partition each, from its begin to its end; each stores its
 * position after every batch, as Switchboard's readers do. Nothing is decrypted.
 */
public final class PeerConsumers implements Contender {
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final Peer peer;
  private final StoredEvents stored;

  public PeerConsumers(Peer peer, StoredEvents stored) {
    this.peer = peer;
    this.stored = stored;
  }

  @Override
  public String name() {
    return "HTTP bridge";
  }

  @Override
  public Work run(Duration ignored) throws Exception {
    String run = UUID.randomUUID().toString();
    try (Opened consumers = new Opened()) {
      for (int partition = 0; partition < stored.partitions(); partition++) {
        consumers.open(
            new Peer.Consumer("bench-" + run + "-" + partition, "reader-" + partition), partition);
      }
      return Workers.run(
          consumers.all.stream().<Workers.Job>map(c -> tally -> read(c, tally)).toList());
    }
  }

  /** The bridge's consumers of one run: all are closed, whatever fails. */
  private final class Opened implements AutoCloseable {
    private final List<Peer.Consumer> all = new ArrayList<>();

    void open(Peer.Consumer consumer, int partition) throws IOException, InterruptedException {
      // Before it is opened: that takes two calls, of which the second may fail.
      all.add(consumer);
      peer.open(consumer, stored.topic(), partition);
    }

    @Override
    public void close() throws IOException, InterruptedException {
      IOException failures = new IOException("the bridge did not close all consumers");
      for (Peer.Consumer consumer : all) {
        try {
          peer.close(consumer);
        } catch (IOException failed) {
          failures.addSuppressed(failed);
        }
      }
      if (failures.getSuppressed().length > 0) {
        throw failures;
      }
    }
  }

  private void read(Peer.Consumer consumer, Workers.Tally tally)
      throws IOException, InterruptedException {
    long start = System.nanoTime();
    while (tally.events() < stored.perPartition()) {
      int events = peer.read(consumer);
      if (events > 0) {
        peer.commit(consumer);
        tally.batch(events, System.nanoTime() - start);
        start = System.nanoTime();
      } else if (System.nanoTime() - start > PATIENCE.toNanos()) {
        throw new IllegalStateException(
            "the bridge gave %,d of %,d events of a partition, and no more within %s"
                .formatted(tally.events(), stored.perPartition(), PATIENCE));
      }
    }
  }
}

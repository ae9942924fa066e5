package io.switchboard.bench.contender;

import io.switchboard.sdk.OutboundEvent;
import io.switchboard.sdk.PublishResult;
import io.switchboard.sdk.Publisher;
import io.switchboard.sdk.SwitchboardClient;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * A topic full of events for readers, the same number in every partition, written through
 * Switchboard, so that they are encrypted and lie between the marks of transactions.
 */
public record StoredEvents(String topic, int partitions, int perPartition) {
  private static final int BATCH = 100;

  /** The same, of which only the first ones in each partition are to be read. */
  public StoredEvents first(int events) {
    return new StoredEvents(topic, partitions, Math.min(events, perPartition));
  }

  /** Writes them. */
  public static StoredEvents write(
      SwitchboardClient client, String topic, int partitions, int perPartition, int eventBytes) {
    byte[][] values = Payload.of(BATCH, eventBytes);
    List<Publisher> publishers = new ArrayList<>();
    List<CompletableFuture<PublishResult>> ends = new ArrayList<>();
    try {
      for (int partition = 0; partition < partitions; partition++) {
        publishers.add(client.publisher(topic));
      }
      for (int written = 0; written < perPartition; written += BATCH) {
        for (int partition = 0; partition < partitions; partition++) {
          List<OutboundEvent> batch = new ArrayList<>();
          for (int i = 0; i < Math.min(BATCH, perPartition - written); i++) {
            batch.add(OutboundEvent.of(values[i]).withPartition(partition));
          }
          ends.add(publishers.get(partition).publishAsync(batch));
        }
      }
      ends.forEach(CompletableFuture::join);
    } finally {
      publishers.forEach(Publisher::close);
    }
    return new StoredEvents(topic, partitions, perPartition);
  }
}

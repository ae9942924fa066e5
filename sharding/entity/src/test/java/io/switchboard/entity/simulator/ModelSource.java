package io.switchboard.entity.simulator;

import io.switchboard.core.model.ReceivedEvent;
import io.switchboard.core.model.TopicRef;
import io.switchboard.core.port.TopicSource;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A node's reading of the topic: {@code read_committed}, in chunks, as far as credit goes. */
final class ModelSource implements TopicSource {
  private static final int MAX_CHUNK_OFFSETS = 4;

  private final SimNode node;
  private final World world;

  ModelSource(SimNode node, World world) {
    this.node = node;
    this.world = world;
  }

  @Override
  public Subscription subscribe(TopicRef topic, int partition, long fromOffset, Sink sink) {
    return new Reading(partition, fromOffset, sink);
  }

  private final class Reading implements Subscription {
    private final int partition;
    private final ModelLog log;
    private final Sink sink;
    private long position;
    private long creditBytes;
    private boolean polling;
    private boolean closed;

    Reading(int partition, long from, Sink sink) {
      this.partition = partition;
      this.log = world.kafka().topic(partition);
      this.position = from;
      this.sink = sink;
    }

    @Override
    public void request(int bytes) {
      creditBytes += bytes;
      poll(world.scheduler().between(1, 15));
    }

    @Override
    public void close() {
      closed = true;
    }

    private void poll(int afterMs) {
      if (!polling && !closed && creditBytes > 0) {
        polling = true;
        node.post(afterMs, "source polls", this::onPoll);
      }
    }

    private void onPoll() {
      polling = false;
      if (closed) {
        return;
      }
      if (position < log.logStart()) {
        fail(Failure.OFFSET_OUT_OF_RANGE, "the log begins at " + log.logStart());
      } else if (world.faults().strikes(Fault.SOURCE_BROKEN)) {
        fail(Failure.UNAVAILABLE, "Kafka is away");
      } else {
        read();
      }
    }

    private void read() {
      long from = position;
      long end = Math.min(log.stable(), from + world.scheduler().between(1, MAX_CHUNK_OFFSETS));
      List<ReceivedEvent> events = new ArrayList<>();
      int bytes = 0;
      while (position < end && bytes < creditBytes) {
        if (log.isVisible(position)) {
          ReceivedEvent event = event(position);
          events.add(event);
          bytes += event.heldBytes();
        }
        position++;
      }
      creditBytes -= bytes;
      if (position > from) {
        sink.onChunk(new Chunk(partition, from, position, events, bytes, log.end()));
      }
      poll(world.scheduler().between(1, position > from ? 15 : 120));
    }

    private ReceivedEvent event(long offset) {
      byte[] value = (partition + "@" + offset).getBytes(StandardCharsets.UTF_8);
      return new ReceivedEvent(partition, offset, offset, null, value, List.of(), Optional.empty());
    }

    private void fail(Failure failure, String detail) {
      closed = true;
      sink.onFailure(failure, detail);
    }
  }
}

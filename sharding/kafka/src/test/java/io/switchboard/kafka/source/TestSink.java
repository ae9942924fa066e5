package io.switchboard.kafka.source;

import io.switchboard.core.model.ReceivedEvent;
import io.switchboard.core.port.TopicSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Notes what comes, and complains at once if it does not fit to what came before. */
final class TestSink implements TopicSource.Sink {
  private final List<ReceivedEvent> events = new ArrayList<>();
  private long position;
  private long bytes;
  private int chunks;
  private Optional<TopicSource.Failure> failure = Optional.empty();

  TestSink(long from) {
    position = from;
  }

  @Override
  public synchronized void onChunk(TopicSource.Chunk chunk) {
    if (chunk.fromOffset() != position || chunk.nextOffset() <= chunk.fromOffset()) {
      throw new AssertionError("stood at " + position + ", got " + chunk);
    }
    int size = 0;
    for (ReceivedEvent event : chunk.events()) {
      if (event.offset() < position || event.offset() >= chunk.nextOffset()) {
        throw new AssertionError("offset " + event.offset() + " does not belong into " + chunk);
      }
      position = event.offset() + 1;
      size += event.heldBytes();
    }
    if (size != chunk.sizeBytes()) {
      throw new AssertionError("size " + size + " said to be " + chunk.sizeBytes());
    }
    events.addAll(chunk.events());
    bytes += size;
    chunks++;
    position = chunk.nextOffset();
    notifyAll();
  }

  @Override
  public synchronized void onFailure(TopicSource.Failure what, String detail) {
    if (failure.isPresent()) {
      throw new AssertionError("failed twice");
    }
    failure = Optional.of(what);
    notifyAll();
  }

  synchronized List<ReceivedEvent> events() {
    return List.copyOf(events);
  }

  synchronized List<Long> offsets() {
    return events.stream().map(ReceivedEvent::offset).toList();
  }

  synchronized int count() {
    return events.size();
  }

  synchronized long position() {
    return position;
  }

  synchronized long bytes() {
    return bytes;
  }

  synchronized int chunks() {
    return chunks;
  }

  synchronized Optional<TopicSource.Failure> failure() {
    return failure;
  }
}

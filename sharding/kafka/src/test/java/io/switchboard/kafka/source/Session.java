package io.switchboard.kafka.source;

import io.switchboard.core.model.TopicRef;
import io.switchboard.core.port.TopicSource;

/** A reader that keeps the same credit: it asks again for what it got. */
final class Session implements TopicSource.Sink {
  final TestSink sink;
  private final TopicSource.Subscription subscription;

  private Session(TopicSource source, TopicRef topic, int partition, long from) {
    sink = new TestSink(from);
    subscription = source.subscribe(topic, partition, from, this);
  }

  static Session open(TopicSource source, TopicRef topic, int partition, long from, int credit) {
    Session session = new Session(source, topic, partition, from);
    if (credit > 0) {
      session.subscription.request(credit);
    }
    return session;
  }

  TopicSource.Subscription subscription() {
    return subscription;
  }

  @Override
  public void onChunk(TopicSource.Chunk chunk) {
    sink.onChunk(chunk);
    if (chunk.sizeBytes() > 0) {
      subscription.request(chunk.sizeBytes());
    }
  }

  @Override
  public void onFailure(TopicSource.Failure failure, String detail) {
    sink.onFailure(failure, detail);
  }
}

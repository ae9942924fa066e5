package io.switchboard.sdk.internal.net;

import java.net.http.HttpRequest;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.Flow;

/** A request body of several buffers and known length, sent without joining them first. */
final class PartsPublisher implements HttpRequest.BodyPublisher {
  private final List<ByteBuffer> parts;
  private final long length;

  PartsPublisher(List<ByteBuffer> parts) {
    this.parts = parts;
    this.length = parts.stream().mapToLong(ByteBuffer::remaining).sum();
  }

  @Override
  public long contentLength() {
    return length;
  }

  @Override
  public void subscribe(Flow.Subscriber<? super ByteBuffer> subscriber) {
    subscriber.onSubscribe(
        new Flow.Subscription() {
          private long wanted;
          private int next;
          private boolean emitting;
          private boolean done;

          /** The JDK's client asks from one thread at a time, but from within onNext too. */
          @Override
          public synchronized void request(long more) {
            wanted = Math.addExact(Math.min(wanted, Long.MAX_VALUE - more), more);
            if (emitting) {
              return;
            }
            emitting = true;
            while (!done && wanted > 0 && next < parts.size()) {
              wanted--;
              subscriber.onNext(parts.get(next++).duplicate());
            }
            emitting = false;
            if (!done && next == parts.size()) {
              done = true;
              subscriber.onComplete();
            }
          }

          @Override
          public synchronized void cancel() {
            done = true;
          }
        });
  }
}

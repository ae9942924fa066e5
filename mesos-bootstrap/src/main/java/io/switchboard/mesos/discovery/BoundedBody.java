package io.switchboard.mesos.discovery;

import io.switchboard.mesos.discovery.LookupFailedException.Kind;
import java.io.ByteArrayOutputStream;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodySubscriber;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow.Subscription;

/**
 * Collects an answer up to a limit. One that announces more is refused before its first byte, one
 * that sends more at the first byte too many; both end the connection. Of answers that are not 200
 * nothing is read.
 */
final class BoundedBody implements BodySubscriber<byte[]> {
  private final CompletableFuture<byte[]> body = new CompletableFuture<>();
  private final ByteArrayOutputStream read = new ByteArrayOutputStream();
  private final String where;
  private final int maxBytes;
  private final boolean refused;
  private Subscription subscription;

  private BoundedBody(String where, int maxBytes, boolean refused) {
    this.where = where;
    this.maxBytes = maxBytes;
    this.refused = refused;
  }

  static BodyHandler<byte[]> handler(String where, int maxBytes) {
    return info -> {
      if (info.statusCode() != 200) {
        BoundedBody nothing = new BoundedBody(where, 0, true);
        nothing.body.complete(new byte[0]);
        return nothing;
      }
      boolean tooLarge = info.headers().firstValueAsLong("content-length").orElse(0) > maxBytes;
      BoundedBody body = new BoundedBody(where, maxBytes, tooLarge);
      if (tooLarge) {
        body.refuse();
      }
      return body;
    };
  }

  @Override
  public CompletionStage<byte[]> getBody() {
    return body;
  }

  @Override
  public void onSubscribe(Subscription given) {
    subscription = given;
    if (refused) {
      given.cancel();
    } else {
      given.request(Long.MAX_VALUE);
    }
  }

  @Override
  public void onNext(List<ByteBuffer> buffers) {
    for (ByteBuffer buffer : buffers) {
      if (body.isDone()) {
        return;
      }
      if (buffer.remaining() > maxBytes - read.size()) {
        subscription.cancel();
        refuse();
        return;
      }
      byte[] bytes = new byte[buffer.remaining()];
      buffer.get(bytes);
      read.writeBytes(bytes);
    }
  }

  @Override
  public void onError(Throwable failure) {
    body.completeExceptionally(failure);
  }

  @Override
  public void onComplete() {
    body.complete(read.toByteArray());
  }

  private void refuse() {
    body.completeExceptionally(
        new LookupFailedException(
            Kind.TOO_LARGE,
            where
                + " answers with more than "
                + maxBytes
                + " bytes; choose fewer apps, or raise max-answer-bytes"));
  }
}

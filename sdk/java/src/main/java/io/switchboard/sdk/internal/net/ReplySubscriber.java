package io.switchboard.sdk.internal.net;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.function.BiConsumer;

/**
 * Collects a reply's body into one array, up to a limit, and tells at once when it is whole. The
 * JDK's own future is completed on another pool, at the price of a thread per reply on small
 * machines.
 */
final class ReplySubscriber implements HttpResponse.BodySubscriber<Void> {
  private final HttpResponse.ResponseInfo info;
  private final int maxBytes;
  private final BiConsumer<HttpResponse.ResponseInfo, byte[]> onWhole;
  private final CompletableFuture<Void> body = new CompletableFuture<>();

  private Flow.Subscription subscription;
  private byte[] bytes;
  private int size;

  ReplySubscriber(
      HttpResponse.ResponseInfo info,
      int maxBytes,
      BiConsumer<HttpResponse.ResponseInfo, byte[]> onWhole) {
    this.info = info;
    this.maxBytes = maxBytes;
    this.onWhole = onWhole;
    long declared = info.headers().firstValueAsLong("Content-Length").orElse(4096);
    this.bytes = new byte[(int) Math.min(declared, maxBytes)];
  }

  @Override
  public CompletionStage<Void> getBody() {
    return body;
  }

  @Override
  public void onSubscribe(Flow.Subscription granted) {
    subscription = granted;
    granted.request(Long.MAX_VALUE);
  }

  @Override
  public void onNext(List<ByteBuffer> buffers) {
    for (ByteBuffer buffer : buffers) {
      int more = buffer.remaining();
      if (more > maxBytes - size) {
        subscription.cancel();
        body.completeExceptionally(
            new IOException("the reply is longer than the " + maxBytes + " bytes that are taken"));
        return;
      }
      if (more > bytes.length - size) {
        bytes = Arrays.copyOf(bytes, Math.min(maxBytes, Math.max(size + more, size * 2)));
      }
      buffer.get(bytes, size, more);
      size += more;
    }
  }

  @Override
  public void onError(Throwable error) {
    body.completeExceptionally(error);
  }

  @Override
  public void onComplete() {
    if (!body.isDone()) {
      onWhole.accept(info, size == bytes.length ? bytes : Arrays.copyOf(bytes, size));
      body.complete(null);
    }
  }
}

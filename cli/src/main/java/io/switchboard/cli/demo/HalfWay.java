package io.switchboard.cli.demo;

import io.switchboard.cli.frame.Frame;
import io.switchboard.cli.frame.FrameReader;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A reader that tells when half of the input was read, and waits there until it may go on: so that
 * the node is killed while both sides are under way, with a short file and with a long one.
 */
final class HalfWay implements FrameReader {
  private static final Duration MAY_PASS_WITHIN = Duration.ofSeconds(60);

  private final FrameReader frames;
  private final long half;
  private final CompletableFuture<?> mayPass;
  private final CompletableFuture<Void> reached = new CompletableFuture<>();

  HalfWay(FrameReader frames, long total, CompletableFuture<?> mayPass) {
    this.frames = frames;
    this.half = total / 2;
    this.mayPass = mayPass;
  }

  /** Completes when half was read. */
  CompletableFuture<Void> reached() {
    return reached;
  }

  @Override
  public Optional<Frame> next() throws IOException {
    if (frames.frames() == half) {
      try {
        mayPass.get(MAY_PASS_WITHIN.toMillis(), TimeUnit.MILLISECONDS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new InterruptedIOException("stopped");
      } catch (ExecutionException | TimeoutException e) {
        throw new IOException(
            "Nothing was read back within " + MAY_PASS_WITHIN.toSeconds() + " s", e);
      }
      reached.complete(null);
    }
    return frames.next();
  }

  @Override
  public long frames() {
    return frames.frames();
  }

  @Override
  public long bytes() {
    return frames.bytes();
  }

  @Override
  public boolean mayWait() throws IOException {
    // At half, what was read must be on its way, or the other side would wait for it for ever.
    return frames.frames() == half || frames.mayWait();
  }
}

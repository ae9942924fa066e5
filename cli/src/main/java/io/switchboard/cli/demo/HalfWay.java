package io.switchboard.cli.demo;

import io.switchboard.cli.frame.Frame;
import io.switchboard.cli.frame.FrameReader;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * A reader that tells when half of the input was read, and waits there until the other side has
 * read something too: so that the node is killed while both are under way, with a short file and
 * with a long one.
 */
final class HalfWay implements FrameReader {
  private static final Duration OTHER_SIDE_WITHIN = Duration.ofSeconds(30);

  private final FrameReader frames;
  private final long half;
  private final CountDownLatch otherSideBegan;
  private final CompletableFuture<Void> reached = new CompletableFuture<>();

  HalfWay(FrameReader frames, long total, CountDownLatch otherSideBegan) {
    this.frames = frames;
    this.half = total / 2;
    this.otherSideBegan = otherSideBegan;
  }

  /** Completes when half was read. */
  CompletableFuture<Void> reached() {
    return reached;
  }

  @Override
  public Optional<Frame> next() throws IOException {
    if (frames.frames() == half) {
      try {
        if (!otherSideBegan.await(OTHER_SIDE_WITHIN.toMillis(), TimeUnit.MILLISECONDS)) {
          throw new IOException(
              "Nothing was read back within " + OTHER_SIDE_WITHIN.toSeconds() + " s");
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new InterruptedIOException("stopped");
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

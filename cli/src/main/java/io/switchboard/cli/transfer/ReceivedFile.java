package io.switchboard.cli.transfer;

import io.switchboard.cli.frame.FrameWriter;
import io.switchboard.sdk.ReceivedBatch;
import io.switchboard.sdk.ReceivedEvent;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * A file of lines into which whole batches are written; the last one can be taken back, should
 * another version of it count. For one thread.
 */
public final class ReceivedFile implements AutoCloseable {
  private final FileChannel channel;
  private final EventSink sink;
  private long eventsTakenBack;
  private long lastStart;
  private long lastEvents;

  private ReceivedFile(FileChannel channel) {
    this.channel = channel;
    this.sink =
        new EventSink(
            new BufferedOutputStream(Channels.newOutputStream(channel)),
            new EventFormat(Optional.empty(), OptionalInt.empty()),
            FrameWriter.LINES,
            false);
  }

  /** Makes the file, or empties it. */
  public static ReceivedFile create(Path file) {
    try {
      return new ReceivedFile(
          FileChannel.open(
              file,
              StandardOpenOption.CREATE,
              StandardOpenOption.WRITE,
              StandardOpenOption.TRUNCATE_EXISTING));
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot make " + file, e);
    }
  }

  /** Events in the file. */
  public long events() {
    return sink.written() - eventsTakenBack;
  }

  /** Writes a batch. */
  public void append(ReceivedBatch batch) {
    try {
      lastStart = channel.position();
      lastEvents = batch.events().size();
      for (ReceivedEvent event : batch.events()) {
        sink.write(event);
      }
      sink.flush();
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot write what was received", e);
    }
  }

  /** Removes the batch that was written last; does nothing the second time. */
  public void takeBackLast() {
    try {
      channel.truncate(lastStart);
      channel.position(lastStart);
      eventsTakenBack += lastEvents;
      lastEvents = 0;
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot take back what was received", e);
    }
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot close what was received", e);
    }
  }
}

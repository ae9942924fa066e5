package io.switchboard.checker;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Set;

/**
 * Records what the clients of one topic do and see, for {@link Checker}.
 *
 * <p>Every entry is written to the file before the call returns, so that the death of the process
 * loses none (the death of the machine may). Any thread may record; the order of the entries is the
 * order of the calls. The file is bounded: a call that would make it larger throws {@link
 * IllegalStateException}.
 *
 * <p>One history is one topic. A process that is started again begins a new file; all of them
 * together are checked as one history.
 */
public final class History implements AutoCloseable {
  /** How large a file may grow if nothing else is said: 1 GiB. */
  public static final long DEFAULT_MAX_BYTES = 1L << 30;

  private final Path file;
  private final FileChannel channel;
  private final long maxBytes;
  private final long startNanos;
  private final LineWriter lines = new LineWriter(this::write);
  private long bytes;

  private History(Path file, FileChannel channel, long maxBytes) {
    this.file = file;
    this.channel = channel;
    this.maxBytes = maxBytes;
    this.startNanos = System.nanoTime();
  }

  /** Begins a file of at most {@link #DEFAULT_MAX_BYTES}. See {@link #create(Path, long)}. */
  public static History create(Path file) {
    return create(file, DEFAULT_MAX_BYTES);
  }

  /**
   * Begins a file, and the folders that it needs.
   *
   * @param file must not exist
   * @param maxBytes how large it may grow
   * @throws UncheckedIOException if it exists or cannot be written
   */
  public static History create(Path file, long maxBytes) {
    try {
      Files.createDirectories(file.toAbsolutePath().getParent());
      FileChannel channel =
          FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
      History history = new History(file, channel, maxBytes);
      Instant now = Instant.now().truncatedTo(ChronoUnit.MICROS);
      history.write(HistoryFormat.MAGIC + ' ' + HistoryFormat.VERSION + ' ' + now + '\n');
      return history;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Where it is written. */
  public Path file() {
    return file;
  }

  /**
   * A client that writes. Its name is part of the ids of its events, so it must be new in the
   * topic; asked for twice, both are the same writer.
   *
   * @param name 1 to 128 letters, digits or any of {@code . _ - : + ~}
   * @throws IllegalArgumentException if the name is no name
   */
  public WriterLog writer(String name) {
    if (name.equals(EventId.FOREIGN.writer())) {
      throw new IllegalArgumentException("the name '" + name + "' is taken");
    }
    return new WriterLog(this, Names.check("writer", name));
  }

  /** A client that reads all partitions. See {@link #reader(String, Start, Set)}. */
  public ReaderLog reader(String name, Start start) {
    return reader(name, start, Set.of());
  }

  /**
   * A client that reads, in one session after the other: where one session ends, the next goes on.
   *
   * @param name as for {@link #writer}, new among the readers
   * @param start where its first session begins
   * @param partitions those that it reads; empty: all
   * @throws IllegalArgumentException if the name is no name
   */
  public ReaderLog reader(String name, Start start, Set<Integer> partitions) {
    Names.check("reader", name);
    append((sink, stamp) -> sink.readerOpened(stamp, name, start, partitions));
    return new ReaderLog(this, name);
  }

  /**
   * Begins the reading of the whole topic by a plain {@code read_committed} consumer. Call this
   * first, then ask for the end offsets: what was acknowledged before this call must be found.
   */
  public FinalRead finalRead() {
    append((sink, stamp) -> sink.finalBegun(stamp));
    return new FinalRead(this);
  }

  /** Ends the file. It may be checked before, too. */
  @Override
  public synchronized void close() {
    try {
      channel.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  interface Entry {
    void tell(HistorySink sink, Stamp stamp);
  }

  /** Under the lock, so that the times in the file never go back. */
  synchronized void append(Entry entry) {
    long atMicros = (System.nanoTime() - startNanos) / 1_000;
    entry.tell(lines, new Stamp(Stamp.NOWHERE, atMicros));
  }

  private synchronized void write(String line) {
    byte[] text = line.getBytes(StandardCharsets.UTF_8);
    if (bytes + text.length > maxBytes) {
      throw new IllegalStateException(
          file + " is full: more than " + maxBytes + " bytes; record less, or raise the limit");
    }
    try {
      ByteBuffer buffer = ByteBuffer.wrap(text);
      while (buffer.hasRemaining()) {
        channel.write(buffer);
      }
      bytes += text.length;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

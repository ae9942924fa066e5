package io.switchboard.persistence.spill;

import io.switchboard.core.port.SpillFolder;
import java.io.BufferedInputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A node's own folder, the last resort: one sealed file for each session and epoch, bounded in sum.
 * A file appears whole or not at all. What does not open is told in the log once and left alone.
 *
 * <p>Thread-safe and never blocking: all work on the disk is done by one thread of its own, in
 * order. Stages fail with an {@link IOException} that says what to do, or with {@code
 * KeyMissingException}.
 */
public final class SpillFiles implements SpillFolder, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(SpillFiles.class);
  private static final int MAX_WAITING = 100_000;
  private static final Duration CLOSE_WITHIN = Duration.ofSeconds(5);
  private static final Duration ABANDONED_AFTER = Duration.ofHours(1);

  private final Path folder;
  private final long maxBytes;
  private final SpillFileFormat format;
  private final ThreadPoolExecutor disk;

  /** Used by the disk's thread only. */
  private final Set<String> told = new HashSet<>();

  /**
   * The folder is made at the first write.
   *
   * @param maxBytes of all files together
   */
  public SpillFiles(Path folder, long maxBytes, SpillCipher cipher) {
    this.folder = folder.toAbsolutePath().normalize();
    this.maxBytes = maxBytes;
    this.format = new SpillFileFormat(new SealedBatches(cipher));
    this.disk =
        new ThreadPoolExecutor(
            1,
            1,
            1,
            TimeUnit.MINUTES,
            new LinkedBlockingQueue<>(MAX_WAITING),
            task -> {
              Thread thread = new Thread(task, "switchboard-spill-files");
              thread.setDaemon(true);
              return thread;
            });
    disk.allowCoreThreadTimeOut(true);
  }

  /** Why nothing could be written to the folder as things are, if so; for a warning at start. */
  public Optional<String> obstacle() {
    Path there = folder;
    while (there.getParent() != null && !Files.exists(there)) {
      there = there.getParent();
    }
    return Files.isDirectory(there) && Files.isWritable(there)
        ? Optional.empty()
        : Optional.of(there + " is no folder that this process may write to");
  }

  @Override
  public CompletionStage<Void> write(Left left) {
    return onDisk(
        () -> {
          DurableFile.createFolder(folder);
          Path file = fileOf(left);
          long room = maxBytes - bytesBeside(file);
          DurableFile.write(file, out -> format.write(left, new Bounded(out, room)));
          return null;
        });
  }

  @Override
  public CompletionStage<List<Left>> all() {
    return onDisk(
        () -> {
          List<Left> found = new ArrayList<>();
          for (Path file : files()) {
            read(file).ifPresent(found::add);
          }
          return List.copyOf(found);
        });
  }

  @Override
  public CompletionStage<Void> delete(Left left) {
    return onDisk(
        () -> {
          DurableFile.delete(fileOf(left));
          return null;
        });
  }

  /** Finishes what was asked for, for some seconds at most; then everything is refused. */
  @Override
  public void close() {
    disk.shutdown();
    try {
      if (!disk.awaitTermination(CLOSE_WITHIN.toMillis(), TimeUnit.MILLISECONDS)) {
        LOG.warn("spill folder not closed in time, path={}", folder);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private Path fileOf(Left left) {
    return folder.resolve(new SpillFileName(left.session(), left.epoch()).text());
  }

  private List<Path> files() throws IOException {
    if (Files.notExists(folder)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(Files::isRegularFile).sorted().toList();
    }
  }

  private long bytesBeside(Path file) throws IOException {
    long bytes = 0;
    for (Path other : files()) {
      if (!other.equals(file)) {
        bytes += Files.size(other);
      }
    }
    return bytes;
  }

  private Optional<Left> read(Path file) throws IOException {
    String text = file.getFileName().toString();
    if (text.startsWith(".")) {
      deleteIfAbandoned(file);
      return Optional.empty();
    }
    Optional<SpillFileName> name = SpillFileName.parse(text);
    if (name.isEmpty()) {
      tell(text, "its name is none of a spill file");
      return Optional.empty();
    }
    try (InputStream in = new BufferedInputStream(Files.newInputStream(file))) {
      return Optional.of(format.read(name.get(), in));
    } catch (IOException | SpillUnreadableException e) {
      tell(text, e.getMessage());
      return Optional.empty();
    }
  }

  private void tell(String file, String reason) {
    if (told.add(file)) {
      LOG.warn("spill file left alone, path={}, reason={}", folder.resolve(file), reason);
    }
  }

  /** A process that was killed while it wrote left it; a young one may be of another node. */
  private static void deleteIfAbandoned(Path file) throws IOException {
    if (file.toString().endsWith(DurableFile.UNFINISHED)
        && Files.getLastModifiedTime(file)
            .toInstant()
            .isBefore(Instant.now().minus(ABANDONED_AFTER))) {
      DurableFile.delete(file);
    }
  }

  private <T> CompletionStage<T> onDisk(Callable<T> work) {
    CompletableFuture<T> done = new CompletableFuture<>();
    try {
      disk.execute(
          () -> {
            try {
              done.complete(work.call());
            } catch (Throwable e) {
              done.completeExceptionally(e);
            }
          });
    } catch (RejectedExecutionException e) {
      done.completeExceptionally(new IOException("the spill folder " + folder + " is closed", e));
    }
    return done;
  }

  /** Refuses what would make the folder too large, before it is on the disk. */
  private final class Bounded extends FilterOutputStream {
    private long room;

    Bounded(OutputStream out, long room) {
      super(out);
      this.room = room;
    }

    @Override
    public void write(int b) throws IOException {
      take(1);
      out.write(b);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      take(length);
      out.write(bytes, offset, length);
    }

    private void take(int length) throws IOException {
      room -= length;
      if (room < 0) {
        throw new IOException(
            "the spill folder "
                + folder
                + " would grow beyond switchboard.spill.max-bytes = "
                + maxBytes
                + "; raise it, or see what lies there and why it is not brought back");
      }
    }
  }
}

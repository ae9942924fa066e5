package io.switchboard.multijvm.chaos;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Follows what one life of a node writes into its log, reading each byte once. */
final class NodeLog {
  private static final String READY = "READY ";
  private static final String COORDINATES =
      "starting singleton actor [akka://switchboard/system/sharding/sessionCoordinator";

  private final Path file;
  private long readTo;
  private String rest = "";
  private boolean ready;
  private boolean coordinates;

  /** From the file's present end. */
  NodeLog(Path file) {
    this.file = file;
    this.readTo = file.toFile().length();
  }

  /** Whether the node has said that its doors are open. */
  synchronized boolean isReady() {
    follow();
    return ready;
  }

  /** Whether the shards' coordinator has been started on this node. */
  synchronized boolean coordinates() {
    follow();
    return coordinates;
  }

  private void follow() {
    if (!Files.exists(file)) {
      return;
    }
    try (RandomAccessFile in = new RandomAccessFile(file.toFile(), "r")) {
      byte[] more = new byte[(int) Math.max(0, in.length() - readTo)];
      in.seek(readTo);
      in.readFully(more);
      readTo += more.length;
      String text = rest + new String(more, StandardCharsets.UTF_8);
      int end = text.lastIndexOf('\n') + 1;
      rest = text.substring(end);
      text.substring(0, end).lines().forEach(this::line);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void line(String line) {
    ready |= line.startsWith(READY);
    coordinates |= line.contains(COORDINATES);
  }
}

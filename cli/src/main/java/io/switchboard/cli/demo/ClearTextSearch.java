package io.switchboard.cli.demo;

import io.switchboard.cli.frame.Frame;
import io.switchboard.cli.frame.LineReader;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Looks for pieces of the input in bytes that should not hold any. The same search over the input
 * itself is the control: it must find all of them there. For one thread.
 */
final class ClearTextSearch {
  private static final int PIECES = 64;
  private static final int MIN_PIECE_BYTES = 12;
  private static final int MAX_LINE_BYTES = 16 << 20;

  private final List<byte[]> pieces;
  private final boolean[] found;

  private ClearTextSearch(List<byte[]> pieces) {
    this.pieces = pieces;
    this.found = new boolean[pieces.size()];
  }

  /** Picks lines that are long enough to be told from chance, evenly over the whole file. */
  static ClearTextSearch forLinesOf(Path file, long lines) throws IOException {
    long step = Math.max(1, lines / PIECES);
    Set<String> seen = new LinkedHashSet<>();
    List<byte[]> pieces = new ArrayList<>();
    try (InputStream in = Files.newInputStream(file)) {
      LineReader reader = new LineReader(in, MAX_LINE_BYTES);
      long next = 0;
      for (Optional<Frame> line = reader.next(); line.isPresent(); line = reader.next()) {
        byte[] bytes = line.get().bytes();
        if (pieces.size() < PIECES
            && reader.frames() > next
            && bytes.length >= MIN_PIECE_BYTES
            && seen.add(new String(bytes, StandardCharsets.ISO_8859_1))) {
          pieces.add(bytes);
          next = reader.frames() + step - 1;
        }
      }
    }
    return new ClearTextSearch(pieces);
  }

  /** The same pieces, none found yet. */
  ClearTextSearch again() {
    return new ClearTextSearch(pieces);
  }

  /** How many pieces are looked for. */
  int pieces() {
    return pieces.size();
  }

  /** How many of them have been found. */
  int found() {
    int count = 0;
    for (boolean one : found) {
      count += one ? 1 : 0;
    }
    return count;
  }

  /** Looks through some bytes. */
  void in(byte[] bytes) {
    for (int i = 0; i < found.length; i++) {
      found[i] = found[i] || contains(bytes, pieces.get(i));
    }
  }

  /** Looks through every line of a file: the control. */
  void inLinesOf(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      LineReader reader = new LineReader(in, MAX_LINE_BYTES);
      for (Optional<Frame> line = reader.next(); line.isPresent(); line = reader.next()) {
        in(line.get().bytes());
      }
    }
  }

  static boolean contains(byte[] bytes, byte[] wanted) {
    byte first = wanted[0];
    int last = bytes.length - wanted.length;
    for (int at = 0; at <= last; at++) {
      if (bytes[at] == first && matches(bytes, at, wanted)) {
        return true;
      }
    }
    return false;
  }

  private static boolean matches(byte[] bytes, int at, byte[] wanted) {
    for (int i = 1; i < wanted.length; i++) {
      if (bytes[at + i] != wanted[i]) {
        return false;
      }
    }
    return true;
  }
}

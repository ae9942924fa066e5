package io.switchboard.cli.frame;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Optional;

/**
 * Each line is a frame, byte for byte: only the line feed (0x0A) separates, and everything else,
 * carriage returns included, belongs to the line. Never holds more than one line and one buffer.
 */
public final class LineReader implements FrameReader {
  private static final int BUFFER_BYTES = 64 << 10;

  private final InputStream in;
  private final int maxLineBytes;
  private final byte[] buffer = new byte[BUFFER_BYTES];
  private final ByteArrayOutputStream begun = new ByteArrayOutputStream();
  private int position;
  private int limit;
  private boolean ended;
  private long frames;
  private long bytes;

  /**
   * Reads lines.
   *
   * @param maxLineBytes longest line that is taken, without its line feed
   */
  public LineReader(InputStream in, int maxLineBytes) {
    this.in = in;
    this.maxLineBytes = maxLineBytes;
  }

  @Override
  public Optional<Frame> next() throws IOException {
    while (position < limit || fill()) {
      int feed = indexOfFeed();
      int end = feed < 0 ? limit : feed;
      requireShort(begun.size() + (long) (end - position));
      if (feed < 0) {
        begun.write(buffer, position, end - position);
        position = end;
      } else {
        byte[] line = line(end);
        position = feed + 1;
        frames++;
        bytes += line.length + 1L;
        return Optional.of(Frame.terminated(line));
      }
    }
    if (begun.size() == 0) {
      return Optional.empty();
    }
    byte[] rest = begun.toByteArray();
    begun.reset();
    frames++;
    bytes += rest.length;
    return Optional.of(Frame.unterminated(rest));
  }

  private byte[] line(int end) {
    if (begun.size() == 0) {
      return Arrays.copyOfRange(buffer, position, end);
    }
    begun.write(buffer, position, end - position);
    byte[] line = begun.toByteArray();
    begun.reset();
    return line;
  }

  private int indexOfFeed() {
    for (int i = position; i < limit; i++) {
      if (buffer[i] == '\n') {
        return i;
      }
    }
    return -1;
  }

  private boolean fill() throws IOException {
    if (ended) {
      return false;
    }
    int count = in.read(buffer, 0, buffer.length);
    ended = count < 0;
    position = 0;
    limit = Math.max(0, count);
    return !ended;
  }

  private void requireShort(long length) {
    if (length > maxLineBytes) {
      throw new BadFrameException(
          "Line "
              + (frames + 1)
              + " is longer than "
              + maxLineBytes
              + " bytes, the limit for one event. Split it, or raise"
              + " switchboard.sessions.limits.max-event-bytes and the topic's max.message.bytes.");
    }
  }

  @Override
  public long frames() {
    return frames;
  }

  @Override
  public long bytes() {
    return bytes;
  }

  @Override
  public boolean mayWait() throws IOException {
    return !ended && indexOfFeed() < 0 && in.available() == 0;
  }
}

package io.switchboard.cli.frame;

import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;

/**
 * Each frame has its length in front, as four bytes, the most significant first: for events that
 * are not text. Never holds more than one frame.
 */
public final class LengthReader implements FrameReader {
  static final int PREFIX_BYTES = 4;

  private final InputStream in;
  private final int maxFrameBytes;
  private final byte[] prefix = new byte[PREFIX_BYTES];
  private boolean ended;
  private long frames;
  private long bytes;

  /**
   * Reads frames.
   *
   * @param in best buffered
   * @param maxFrameBytes longest frame that is taken, without its length
   */
  public LengthReader(InputStream in, int maxFrameBytes) {
    this.in = in;
    this.maxFrameBytes = maxFrameBytes;
  }

  @Override
  public Optional<Frame> next() throws IOException {
    int read = in.readNBytes(prefix, 0, PREFIX_BYTES);
    if (read == 0) {
      ended = true;
      return Optional.empty();
    }
    if (read < PREFIX_BYTES) {
      throw new BadFrameException(
          "The input ends in the length of frame " + (frames + 1) + ": it was cut short.");
    }
    int length =
        (prefix[0] & 0xFF) << 24
            | (prefix[1] & 0xFF) << 16
            | (prefix[2] & 0xFF) << 8
            | (prefix[3] & 0xFF);
    if (length < 0 || length > maxFrameBytes) {
      throw new BadFrameException(
          "Frame "
              + (frames + 1)
              + " says that it has "
              + Integer.toUnsignedString(length)
              + " bytes; the limit for one event is "
              + maxFrameBytes
              + ". Is the input really length-prefixed (4 bytes, most significant first)?");
    }
    byte[] frame = in.readNBytes(length);
    if (frame.length < length) {
      throw new BadFrameException(
          "The input ends in frame "
              + (frames + 1)
              + ": "
              + length
              + " bytes were announced and "
              + frame.length
              + " came.");
    }
    frames++;
    bytes += PREFIX_BYTES + (long) length;
    return Optional.of(Frame.terminated(frame));
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
    return !ended && in.available() == 0;
  }
}

package io.switchboard.cli.frame;

import java.io.IOException;
import java.util.Optional;

/** Cuts an input into frames, with bounded memory. For one thread. */
public interface FrameReader {
  /**
   * The next frame; empty at the end of the input.
   *
   * @throws BadFrameException if the input is not as expected; the reader cannot go on
   * @throws IOException if the input fails
   */
  Optional<Frame> next() throws IOException;

  /** How many frames it has given. */
  long frames();

  /** How many bytes of the input those frames and their separators were. */
  long bytes();

  /** Whether {@link #next} may have to wait for whoever writes the input. */
  boolean mayWait() throws IOException;
}

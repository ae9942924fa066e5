package io.switchboard.cli.frame;

import java.io.IOException;
import java.io.OutputStream;

/** Puts events back into a stream of bytes, as the readers of this package cut them. */
public enum FrameWriter {
  /** A line feed behind each event, unless it was published as a last line without one. */
  LINES {
    @Override
    public void write(OutputStream out, byte[] event, boolean terminated) throws IOException {
      out.write(event);
      if (terminated) {
        out.write('\n');
      }
    }
  },

  /** Four bytes of length in front of each event, the most significant first. */
  LENGTHS {
    @Override
    public void write(OutputStream out, byte[] event, boolean terminated) throws IOException {
      out.write(event.length >>> 24);
      out.write(event.length >>> 16);
      out.write(event.length >>> 8);
      out.write(event.length);
      out.write(event);
    }
  };

  /** Writes one event. */
  public abstract void write(OutputStream out, byte[] event, boolean terminated) throws IOException;
}

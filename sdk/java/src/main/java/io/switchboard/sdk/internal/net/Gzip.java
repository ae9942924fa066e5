package io.switchboard.sdk.internal.net;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

/** Gzip of whole messages; expansion stops at a limit. */
final class Gzip {
  private Gzip() {}

  static ByteBuffer compress(List<ByteBuffer> parts) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream(1024);
    byte[] chunk = new byte[8192];
    try (GZIPOutputStream gzip = new GZIPOutputStream(out, 8192)) {
      for (ByteBuffer part : parts) {
        while (part.hasRemaining()) {
          int count = Math.min(chunk.length, part.remaining());
          part.get(chunk, 0, count);
          gzip.write(chunk, 0, count);
        }
      }
    }
    return ByteBuffer.wrap(out.toByteArray());
  }

  static byte[] expand(byte[] body, int maxBytes) throws IOException {
    try (GZIPInputStream gzip = new GZIPInputStream(new ByteArrayInputStream(body), 8192)) {
      byte[] whole = gzip.readNBytes(maxBytes + 1);
      if (whole.length > maxBytes) {
        throw new IOException("it is longer than the " + maxBytes + " bytes that are taken");
      }
      return whole;
    }
  }
}

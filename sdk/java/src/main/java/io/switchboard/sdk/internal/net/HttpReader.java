package io.switchboard.sdk.internal.net;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;

/**
 * Finds HTTP/1.1 replies in a connection's bytes. A body of known length goes straight into its
 * array; chunked bodies and those that end with the connection are collected. Everything is
 * bounded: the head by its buffer, the body by a limit.
 */
final class HttpReader implements Wire.Reader {
  private static final int BUFFER_BYTES = 16 * 1024;

  /** The status line and the header fields, names in lower case. */
  record Head(int status, boolean isHttp11, Map<String, String> fields) {
    Optional<String> header(String lowerCaseName) {
      return Optional.ofNullable(fields.get(lowerCaseName));
    }

    boolean isKeptAlive() {
      return isHttp11
          && !"close".equalsIgnoreCase(fields.get("connection"))
          && (fields.containsKey("content-length") || isChunked() || isBodiless());
    }

    boolean isChunked() {
      return "chunked".equalsIgnoreCase(fields.get("transfer-encoding"));
    }

    boolean isBodiless() {
      return status == 204 || status == 304;
    }
  }

  private enum Mode {
    HEAD,
    FIXED,
    CHUNK_SIZE,
    CHUNK_DATA,
    CHUNK_END,
    TRAILER,
    UNTIL_END,
    DONE
  }

  private final int maxBodyBytes;
  private final BiFunction<Head, byte[], Wire.Reply> toReply;
  private final ByteBuffer buffer = ByteBuffer.allocate(BUFFER_BYTES);

  private Mode mode = Mode.HEAD;
  private Head head;
  private ByteBuffer fixed;
  private ByteArrayOutputStream collected;
  private int chunkLeft;
  private byte[] body;

  HttpReader(int maxBodyBytes, BiFunction<Head, byte[], Wire.Reply> toReply) {
    this.maxBodyBytes = maxBodyBytes;
    this.toReply = toReply;
  }

  @Override
  public ByteBuffer target() {
    return mode == Mode.FIXED ? fixed : buffer;
  }

  @Override
  public Optional<Wire.Reply> advance() throws IOException {
    if (mode == Mode.FIXED) {
      endFixed();
    } else {
      buffer.flip();
      boolean progress = true;
      while (progress) {
        progress =
            switch (mode) {
              case HEAD -> readHead();
              case CHUNK_SIZE -> readChunkSize();
              case CHUNK_DATA -> readChunkData();
              case CHUNK_END -> readChunkEnd();
              case TRAILER -> readTrailer();
              case UNTIL_END -> collect(buffer.remaining());
              case FIXED, DONE -> false;
            };
      }
      if (mode == Mode.DONE && buffer.hasRemaining()) {
        throw new IOException("more bytes came than the reply holds");
      }
      if (buffer.remaining() == buffer.capacity()) {
        throw new IOException("a head or line of the HTTP reply is longer than " + BUFFER_BYTES);
      }
      buffer.compact();
    }
    if (mode != Mode.DONE) {
      return Optional.empty();
    }
    Wire.Reply reply = toReply.apply(head, body);
    mode = Mode.HEAD;
    head = null;
    fixed = null;
    collected = null;
    body = null;
    return Optional.of(reply);
  }

  @Override
  public Optional<Wire.Reply> end() {
    return mode == Mode.UNTIL_END
        ? Optional.of(toReply.apply(head, collected.toByteArray()))
        : Optional.empty();
  }

  private boolean readHead() throws IOException {
    int end = endOfHead();
    if (end < 0) {
      return false;
    }
    String text =
        new String(
            buffer.array(),
            buffer.position(),
            end - buffer.position(),
            StandardCharsets.ISO_8859_1);
    buffer.position(end);
    head = parse(text);
    if (head.status < 200) {
      return true;
    }
    Optional<String> length = head.header("content-length");
    if (head.isChunked()) {
      collected = new ByteArrayOutputStream(4096);
      mode = Mode.CHUNK_SIZE;
      return true;
    }
    if (length.isPresent() || head.isBodiless()) {
      beginFixed(number(length.orElse("0"), 10));
      return false;
    }
    collected = new ByteArrayOutputStream(4096);
    mode = Mode.UNTIL_END;
    return true;
  }

  private void beginFixed(int length) throws IOException {
    checkLimit(length);
    fixed = ByteBuffer.allocate(length);
    int here = Math.min(length, buffer.remaining());
    fixed.put(buffer.array(), buffer.position(), here);
    buffer.position(buffer.position() + here);
    mode = Mode.FIXED;
    endFixed();
  }

  private void endFixed() {
    if (!fixed.hasRemaining()) {
      body = fixed.array();
      mode = Mode.DONE;
    }
  }

  private int endOfHead() {
    byte[] bytes = buffer.array();
    for (int i = buffer.position(); i + 3 < buffer.limit(); i++) {
      if (bytes[i] == '\r'
          && bytes[i + 1] == '\n'
          && bytes[i + 2] == '\r'
          && bytes[i + 3] == '\n') {
        return i + 4;
      }
    }
    return -1;
  }

  private static Head parse(String text) throws IOException {
    String[] lines = text.split("\r\n", -1);
    String status = lines[0];
    if (!status.startsWith("HTTP/1.") || status.length() < 12) {
      throw new IOException("no HTTP/1.1 reply came");
    }
    Map<String, String> fields = new HashMap<>();
    for (int i = 1; i < lines.length; i++) {
      int colon = lines[i].indexOf(':');
      if (colon > 0) {
        fields.put(
            lines[i].substring(0, colon).trim().toLowerCase(Locale.ROOT),
            lines[i].substring(colon + 1).trim());
      }
    }
    return new Head(number(status.substring(9, 12), 10), status.charAt(7) == '1', fields);
  }

  private boolean readChunkSize() throws IOException {
    Optional<String> line = line();
    if (line.isEmpty()) {
      return false;
    }
    String size = line.get();
    int extension = size.indexOf(';');
    chunkLeft = number(extension < 0 ? size : size.substring(0, extension), 16);
    checkLimit((long) collected.size() + chunkLeft);
    mode = chunkLeft == 0 ? Mode.TRAILER : Mode.CHUNK_DATA;
    return true;
  }

  private boolean readChunkData() throws IOException {
    int here = Math.min(chunkLeft, buffer.remaining());
    collect(here);
    chunkLeft -= here;
    if (chunkLeft > 0) {
      return false;
    }
    mode = Mode.CHUNK_END;
    return true;
  }

  private boolean readChunkEnd() throws IOException {
    Optional<String> line = line();
    if (line.isPresent() && !line.get().isEmpty()) {
      throw new IOException("a chunk of the HTTP reply does not end where it says");
    }
    if (line.isPresent()) {
      mode = Mode.CHUNK_SIZE;
    }
    return line.isPresent();
  }

  private boolean readTrailer() {
    for (Optional<String> line = line(); line.isPresent(); line = line()) {
      if (line.get().isEmpty()) {
        body = collected.toByteArray();
        mode = Mode.DONE;
        return false;
      }
    }
    return false;
  }

  private boolean collect(int count) throws IOException {
    checkLimit((long) collected.size() + count);
    collected.write(buffer.array(), buffer.position(), count);
    buffer.position(buffer.position() + count);
    return false;
  }

  private Optional<String> line() {
    for (int i = buffer.position(); i < buffer.limit(); i++) {
      if (buffer.get(i) == '\n') {
        int start = buffer.position();
        String line = new String(buffer.array(), start, i - start, StandardCharsets.ISO_8859_1);
        buffer.position(i + 1);
        return Optional.of(line.stripTrailing());
      }
    }
    return Optional.empty();
  }

  private void checkLimit(long bytes) throws IOException {
    if (bytes > maxBodyBytes) {
      throw new IOException(
          "a reply of " + bytes + " bytes came, at most " + maxBodyBytes + " are taken");
    }
  }

  private static int number(String text, int radix) throws IOException {
    try {
      int number = Integer.parseInt(text.trim(), radix);
      if (number >= 0) {
        return number;
      }
    } catch (NumberFormatException e) {
      // Said below, with what came.
    }
    throw new IOException("expected a number in the HTTP reply, but \"" + text + "\" came");
  }
}

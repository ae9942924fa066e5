package io.switchboard.sdk.internal.net;

import io.switchboard.protocol.ErrorCategory;
import io.switchboard.protocol.ErrorCode;
import io.switchboard.sdk.internal.wire.RemoteError;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Messages as bodies of HTTP/1.1 POST requests on kept connections (RFC 9112).
 *
 * <p>Only what a client of one service needs: no redirects, proxies, cookies or upgrades. The JDK's
 * client does all of that, but on machines of one or two cores it starts a thread for every reply,
 * which made it several times slower than this; it cannot be closed before Java 21, and it bounds
 * neither its connections nor the time that a body takes.
 */
final class HttpWire implements Wire {
  private static final String THRIFT = "application/vnd.apache.thrift.compact";

  private final Address address;
  private final NetSettings settings;
  private final String headStart;

  HttpWire(Address address, NetSettings settings) {
    this.address = address;
    this.settings = settings;
    this.headStart =
        "POST "
            + address.httpUri().getRawPath()
            + " HTTP/1.1\r\nHost: "
            + address.httpUri().getRawAuthority()
            + "\r\nUser-Agent: switchboard-sdk-java\r\nContent-Type: "
            + THRIFT
            + "\r\nAccept: "
            + THRIFT
            + (settings.gzip() ? "\r\nContent-Encoding: gzip\r\nAccept-Encoding: gzip" : "")
            + "\r\nContent-Length: ";
  }

  @Override
  public List<ByteBuffer> request(List<ByteBuffer> message) {
    List<ByteBuffer> body = message;
    if (settings.gzip()) {
      try {
        body = List.of(Gzip.compress(message));
      } catch (IOException e) {
        throw new UncheckedIOException("Compressing in memory cannot fail", e);
      }
    }
    long length = 0;
    for (ByteBuffer part : body) {
      length += part.remaining();
    }
    List<ByteBuffer> request = new ArrayList<>(body.size() + 1);
    request.add(
        ByteBuffer.wrap((headStart + length + "\r\n\r\n").getBytes(StandardCharsets.US_ASCII)));
    request.addAll(body);
    return request;
  }

  @Override
  public Reader newReader() {
    return new HttpReader(settings.maxReplyBytes(), this::reply);
  }

  /** What a reply means for the call: its message, or why there is none. */
  private Reply reply(HttpReader.Head head, byte[] body) {
    byte[] message = body;
    if (head.header("content-encoding").filter("gzip"::equalsIgnoreCase).isPresent()) {
      try {
        message = Gzip.expand(body, settings.maxReplyBytes());
      } catch (IOException e) {
        return failed(
            head, fault("the reply cannot be decompressed: " + TransportFault.describe(e)));
      }
    }
    int status = head.status();
    boolean thrift = head.header("content-type").filter(t -> t.startsWith(THRIFT)).isPresent();
    if (status == 200 || (thrift && message.length > 0)) {
      return new Reply(message, Optional.empty(), head.isKeptAlive());
    }
    if (status == 401 || status == 403) {
      return failed(
          head,
          RemoteError.of(
              status == 401 ? ErrorCode.UNAUTHENTICATED : ErrorCode.FORBIDDEN,
              ErrorCategory.DENIED,
              address + " answered HTTP status " + status + "."));
    }
    if (status >= 500 || status == 408 || status == 425 || status == 429) {
      return failed(head, fault("HTTP status " + status));
    }
    return failed(
        head,
        RemoteError.of(
            ErrorCode.UNKNOWN_PROTOCOL,
            ErrorCategory.YOUR_MISTAKE,
            "Expected a Switchboard node at "
                + address.httpUri()
                + ", but HTTP status "
                + status
                + " came: check the address."));
  }

  private static Reply failed(HttpReader.Head head, Exception failure) {
    return new Reply(new byte[0], Optional.of(failure), head.isKeptAlive());
  }

  private TransportFault fault(String what) {
    return new TransportFault(address, what, null);
  }
}

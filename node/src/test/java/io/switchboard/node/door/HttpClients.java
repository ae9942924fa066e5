package io.switchboard.node.door;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Arrays;
import org.apache.thrift.TConfiguration;
import org.apache.thrift.transport.TMemoryBuffer;
import org.apache.thrift.transport.TMemoryInputTransport;
import org.apache.thrift.transport.TTransport;
import org.apache.thrift.transport.TTransportException;

/** HTTP with the JDK's client; libthrift's own needs a library that is left out of this build. */
final class HttpClients {
  static final HttpClient CLIENT =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(5))
          .build();

  private HttpClients() {}

  static HttpRequest.Builder request(InetSocketAddress door) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + door.getPort() + "/thrift"))
        .timeout(Duration.ofSeconds(20));
  }

  static HttpResponse<byte[]> post(
      InetSocketAddress door, String contentType, byte[] body, String... headers)
      throws IOException, InterruptedException {
    HttpRequest.Builder request = request(door).header("Content-Type", contentType);
    if (headers.length > 0) {
      request.headers(headers);
    }
    return CLIENT.send(
        request.POST(HttpRequest.BodyPublishers.ofByteArray(body)).build(),
        HttpResponse.BodyHandlers.ofByteArray());
  }

  /** What THttpClient does: collects a message, posts it at flush, and reads the answer. */
  static final class HttpTransport extends TTransport {
    private final InetSocketAddress door;
    private final String contentType;
    private TMemoryBuffer out = emptyOutput();
    private TMemoryInputTransport in = emptyInput();

    HttpTransport(InetSocketAddress door, String contentType) {
      this.door = door;
      this.contentType = contentType;
    }

    @Override
    public void flush() throws TTransportException {
      try {
        byte[] body = Arrays.copyOf(out.getArray(), out.length());
        out = emptyOutput();
        HttpResponse<byte[]> response = post(door, contentType, body);
        if (response.statusCode() != 200) {
          throw new TTransportException(
              "HTTP " + response.statusCode() + ": " + new String(response.body()));
        }
        in = new TMemoryInputTransport(new TConfiguration(64 << 20, 64 << 20, 64), response.body());
      } catch (IOException e) {
        throw new TTransportException(e);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new TTransportException(e);
      }
    }

    private static TMemoryBuffer emptyOutput() {
      try {
        return new TMemoryBuffer(256);
      } catch (TTransportException e) {
        throw new IllegalStateException(e);
      }
    }

    private static TMemoryInputTransport emptyInput() {
      try {
        return new TMemoryInputTransport(new byte[0]);
      } catch (TTransportException e) {
        throw new IllegalStateException(e);
      }
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws TTransportException {
      return in.read(buffer, offset, length);
    }

    @Override
    public void write(byte[] buffer, int offset, int length) {
      out.write(buffer, offset, length);
    }

    @Override
    public boolean isOpen() {
      return true;
    }

    @Override
    public void open() {}

    @Override
    public void close() {}

    @Override
    public TConfiguration getConfiguration() {
      return in.getConfiguration();
    }

    @Override
    public void updateKnownMessageSize(long size) {}

    @Override
    public void checkReadBytesAvailable(long count) {}

    @Override
    public void resetMessageSizeAndConsumedBytes(long size) {}
  }
}

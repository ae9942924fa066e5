package io.switchboard.node;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import org.apache.thrift.TConfiguration;
import org.apache.thrift.transport.TEndpointTransport;
import org.apache.thrift.transport.TTransportException;

/**
 * A Thrift transport that posts what was written at every flush, as Thrift's own HTTP clients do.
 */
final class HttpPost extends TEndpointTransport {
  private final HttpClient http = HttpClient.newHttpClient();
  private final URI uri;
  private final String contentType;
  private ByteArrayOutputStream request = new ByteArrayOutputStream();
  private byte[] response = new byte[0];
  private int at;

  HttpPost(int port, String contentType) throws TTransportException {
    super(TConfiguration.custom().setMaxMessageSize(16 << 20).build());
    this.uri = URI.create("http://127.0.0.1:" + port + "/thrift");
    this.contentType = contentType;
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
  public int read(byte[] buffer, int offset, int length) {
    int count = Math.min(length, response.length - at);
    System.arraycopy(response, at, buffer, offset, count);
    at += count;
    return count;
  }

  @Override
  public void write(byte[] buffer, int offset, int length) {
    request.write(buffer, offset, length);
  }

  @Override
  public void flush() throws TTransportException {
    try {
      HttpRequest post =
          HttpRequest.newBuilder(uri)
              .header("Content-Type", contentType)
              .POST(HttpRequest.BodyPublishers.ofByteArray(request.toByteArray()))
              .build();
      request = new ByteArrayOutputStream();
      HttpResponse<byte[]> answer = http.send(post, HttpResponse.BodyHandlers.ofByteArray());
      if (answer.statusCode() != 200) {
        throw new TTransportException("HTTP " + answer.statusCode());
      }
      response = answer.body();
      at = 0;
      resetConsumedMessageSize(-1);
    } catch (IOException e) {
      throw new TTransportException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new TTransportException(e);
    }
  }
}

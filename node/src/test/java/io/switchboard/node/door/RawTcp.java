package io.switchboard.node.door;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;

/** A bare socket, for what no Thrift client would send. */
final class RawTcp implements AutoCloseable {
  final Socket socket = new Socket();

  RawTcp(InetSocketAddress address) {
    try {
      socket.setTcpNoDelay(true);
      socket.setSoTimeout(30_000);
      socket.connect(address, 30_000);
    } catch (IOException e) {
      throw new AssertionError("no connection to " + address, e);
    }
  }

  RawTcp send(byte[]... parts) throws IOException {
    OutputStream out = socket.getOutputStream();
    for (byte[] part : parts) {
      out.write(part);
    }
    out.flush();
    return this;
  }

  /** In one piece: between two a busy machine may do something else for long. */
  RawTcp sendFrame(byte[] message) throws IOException {
    return send(
        ByteBuffer.allocate(4 + message.length).putInt(message.length).put(message).array());
  }

  byte[] readFrame() throws IOException {
    DataInputStream in = new DataInputStream(socket.getInputStream());
    byte[] message = new byte[in.readInt()];
    in.readFully(message);
    return message;
  }

  /** Everything that comes until the other side closes. */
  byte[] readToEnd() throws IOException {
    return socket.getInputStream().readAllBytes();
  }

  boolean isAtEnd() throws IOException {
    return socket.getInputStream().read() < 0;
  }

  static byte[] length(int bytes) {
    return ByteBuffer.allocate(4).putInt(bytes).array();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}

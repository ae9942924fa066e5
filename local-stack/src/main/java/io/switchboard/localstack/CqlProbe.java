package io.switchboard.localstack;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/**
 * Asks a Cassandra node a question, in the CQL protocol (version 4) written by hand, so that no
 * driver reaches the users of this module: OPTIONS, STARTUP, then a query for the cluster's name,
 * which shows that the node is ours.
 */
final class CqlProbe {

  private static final int TIMEOUT_MS = 2_000;
  private static final int MAX_ANSWER_BYTES = 64 * 1024;
  private static final int REQUEST_V4 = 0x04;
  private static final int RESPONSE_V4 = 0x84;
  private static final int STARTUP = 0x01;
  private static final int READY = 0x02;
  private static final int OPTIONS = 0x05;
  private static final int SUPPORTED = 0x06;
  private static final int QUERY = 0x07;
  private static final int RESULT = 0x08;
  private static final int CONSISTENCY_ONE = 1;

  private CqlProbe() {}

  /**
   * Returns when the node answered as a ready one.
   *
   * @throws IOException if it did not
   */
  static void ask(int port, String clusterName) throws IOException {
    try (Socket socket = new Socket()) {
      socket.connect(Loopback.port(port), TIMEOUT_MS);
      socket.setSoTimeout(TIMEOUT_MS);
      call(socket, OPTIONS, new byte[0], SUPPORTED);
      call(socket, STARTUP, startup(), READY);
      byte[] row = call(socket, QUERY, query("SELECT cluster_name FROM system.local"), RESULT);
      if (!new String(row, StandardCharsets.UTF_8).contains(clusterName)) {
        throw new IOException("another Cassandra answers there, not cluster " + clusterName);
      }
    }
  }

  private static byte[] startup() throws IOException {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    DataOutputStream out = new DataOutputStream(body);
    out.writeShort(1);
    out.writeUTF("CQL_VERSION"); // for ASCII the same as the protocol's [string]
    out.writeUTF("3.0.0");
    return body.toByteArray();
  }

  private static byte[] query(String cql) throws IOException {
    byte[] text = cql.getBytes(StandardCharsets.UTF_8);
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    DataOutputStream out = new DataOutputStream(body);
    out.writeInt(text.length);
    out.write(text);
    out.writeShort(CONSISTENCY_ONE);
    out.writeByte(0); // no flags
    return body.toByteArray();
  }

  private static byte[] call(Socket socket, int opcode, byte[] body, int expected)
      throws IOException {
    ByteArrayOutputStream frame = new ByteArrayOutputStream();
    DataOutputStream out = new DataOutputStream(frame);
    out.writeByte(REQUEST_V4);
    out.writeByte(0); // no flags
    out.writeShort(1); // stream
    out.writeByte(opcode);
    out.writeInt(body.length);
    out.write(body);
    socket.getOutputStream().write(frame.toByteArray());

    DataInputStream in = new DataInputStream(socket.getInputStream());
    int version = in.readUnsignedByte();
    in.readUnsignedByte(); // flags
    in.readShort(); // stream
    int answer = in.readUnsignedByte();
    int length = in.readInt();
    if (version != RESPONSE_V4 || length < 0 || length > MAX_ANSWER_BYTES) {
      throw new IOException("not a CQL answer: version byte " + version + ", length " + length);
    }
    byte[] answerBody = in.readNBytes(length);
    if (answer != expected) {
      throw new IOException(
          "expected CQL opcode "
              + expected
              + ", came "
              + answer
              + ": "
              + new String(answerBody, StandardCharsets.UTF_8));
    }
    return answerBody;
  }
}

package io.switchboard.localstack;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/**
 * Asks a broker for its metadata, in the Kafka protocol written by hand, so that no Kafka client
 * reaches the users of this module.
 *
 * <p>Metadata version 4 (a version without tagged fields) tells all that matters: the broker has
 * joined, and it is ours, since it names the cluster id that we formatted it with.
 */
final class KafkaProbe {

  private static final int TIMEOUT_MS = 2_000;
  private static final int MAX_ANSWER_BYTES = 64 * 1024;
  private static final short METADATA = 3;
  private static final short VERSION = 4;
  private static final int CORRELATION = 4711;

  private KafkaProbe() {}

  /**
   * Returns when the broker answered as a ready one.
   *
   * @throws IOException if it did not
   */
  static void ask(int port, String clusterId) throws IOException {
    try (Socket socket = new Socket()) {
      socket.connect(Loopback.port(port), TIMEOUT_MS);
      socket.setSoTimeout(TIMEOUT_MS);
      socket.getOutputStream().write(request());
      check(new DataInputStream(socket.getInputStream()), port, clusterId);
    }
  }

  private static byte[] request() throws IOException {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    DataOutputStream out = new DataOutputStream(body);
    out.writeShort(METADATA);
    out.writeShort(VERSION);
    out.writeInt(CORRELATION);
    writeString(out, "local-stack");
    out.writeInt(0); // no topics
    out.writeBoolean(false); // and create none
    ByteArrayOutputStream frame = new ByteArrayOutputStream();
    new DataOutputStream(frame).writeInt(body.size());
    body.writeTo(frame);
    return frame.toByteArray();
  }

  private static void check(DataInputStream in, int port, String clusterId) throws IOException {
    int size = in.readInt();
    if (size < 4 || size > MAX_ANSWER_BYTES) {
      throw new IOException("not a Kafka answer: " + size + " bytes announced");
    }
    if (in.readInt() != CORRELATION) {
      throw new IOException("not the answer to our question");
    }
    in.readInt(); // throttle time
    int brokers = in.readInt();
    if (brokers != 1) {
      throw new IOException("expected 1 registered broker, found " + brokers);
    }
    in.readInt(); // node id
    String host = readString(in);
    int advertised = in.readInt();
    readString(in); // rack
    String foundCluster = readString(in);
    if (!foundCluster.equals(clusterId)) {
      throw new IOException(
          "another Kafka answers there: cluster " + foundCluster + ", expected " + clusterId);
    }
    if (!host.equals("127.0.0.1") || advertised != port) {
      throw new IOException("it advertises " + host + ":" + advertised + ", expected port " + port);
    }
  }

  private static void writeString(DataOutputStream out, String text) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    out.writeShort(bytes.length);
    out.write(bytes);
  }

  private static String readString(DataInputStream in) throws IOException {
    short length = in.readShort();
    return length < 0 ? "" : new String(in.readNBytes(length), StandardCharsets.UTF_8);
  }
}

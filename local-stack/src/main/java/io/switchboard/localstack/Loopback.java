package io.switchboard.localstack;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;

/**
 * The one address of everything here: 127.0.0.1, IPv4 also where the system prefers IPv6, as the
 * servers' configuration says.
 */
final class Loopback {

  private static final byte[] BYTES = {127, 0, 0, 1};

  private Loopback() {}

  static InetSocketAddress port(int port) {
    try {
      return new InetSocketAddress(InetAddress.getByAddress("127.0.0.1", BYTES), port);
    } catch (UnknownHostException impossible) {
      throw new IllegalStateException("Four bytes are an IPv4 address", impossible);
    }
  }
}

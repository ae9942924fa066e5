package io.switchboard.cli.demo;

import java.util.ArrayList;
import java.util.List;

/**
 * Bytes as a person inspects them: sixteen a line, in hexadecimal and, where printable, as text.
 */
final class HexDump {
  private static final int WIDTH = 16;

  private HexDump() {}

  static List<String> of(byte[] bytes, int atMost) {
    List<String> lines = new ArrayList<>();
    int end = Math.min(bytes.length, atMost);
    for (int at = 0; at < end; at += WIDTH) {
      StringBuilder hex = new StringBuilder();
      StringBuilder text = new StringBuilder();
      for (int i = at; i < at + WIDTH; i++) {
        if (i < end) {
          hex.append(String.format("%02x ", bytes[i]));
          text.append(bytes[i] >= ' ' && bytes[i] < 127 ? (char) bytes[i] : '.');
        } else {
          hex.append("   ");
        }
      }
      lines.add(String.format("%04x  %s |%s|", at, hex, text));
    }
    return lines;
  }
}

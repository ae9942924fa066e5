package io.switchboard.bench.plot;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Writes HTML and SVG that is well-formed XML too: what is opened gets closed, and every text and
 * every attribute's value is escaped here and nowhere else. For one thread.
 */
public final class Markup {
  private static final int REPLACEMENT = 0xFFFD;

  private final StringBuilder out = new StringBuilder("<!DOCTYPE html>\n");
  private final Deque<String> open = new ArrayDeque<>();

  /** Begins an element. Attributes are names and values by turns. */
  public Markup open(String name, String... attributes) {
    tag(name, attributes);
    out.append('>');
    open.push(name);
    return this;
  }

  /**
   * Ends the element that was begun last.
   *
   * @throws java.util.NoSuchElementException if all are ended
   */
  public Markup close() {
    String name = open.pop();
    out.append("</").append(name).append(">\n");
    return this;
  }

  /** A text, within the element that was begun last. */
  public Markup text(String text) {
    out.append(escaped(text));
    return this;
  }

  /** A whole element with a text in it. */
  public Markup element(String name, String text, String... attributes) {
    return open(name, attributes).text(text).close();
  }

  /** An element that never has content: a shape of SVG, or one of HTML's few, as {@code meta}. */
  public Markup empty(String name, String... attributes) {
    tag(name, attributes);
    out.append("/>\n");
    return this;
  }

  /**
   * The whole document.
   *
   * @throws IllegalStateException if an element was not ended
   */
  public String finish() {
    if (!open.isEmpty()) {
      throw new IllegalStateException("expected all elements to be ended, still open: " + open);
    }
    return out.toString();
  }

  private void tag(String name, String... attributes) {
    if (attributes.length % 2 != 0) {
      throw new IllegalArgumentException("an attribute of " + name + " has no value");
    }
    out.append('<').append(name);
    for (int i = 0; i < attributes.length; i += 2) {
      out.append(' ').append(attributes[i]).append("=\"");
      out.append(escaped(attributes[i + 1])).append('"');
    }
  }

  /** For texts and attributes; what no XML may hold becomes a replacement character. */
  static String escaped(String text) {
    StringBuilder safe = new StringBuilder(text.length());
    for (int c : text.codePoints().toArray()) {
      switch (c) {
        case '&' -> safe.append("&amp;");
        case '<' -> safe.append("&lt;");
        case '>' -> safe.append("&gt;");
        case '"' -> safe.append("&quot;");
        case '\'' -> safe.append("&#39;");
        default -> safe.appendCodePoint(isAllowed(c) ? c : REPLACEMENT);
      }
    }
    return safe.toString();
  }

  /** XML 1.0, production 2: not even escaped may the others be there. */
  private static boolean isAllowed(int c) {
    return c == '\t'
        || c == '\n'
        || c == '\r'
        || (c >= 0x20 && c <= 0xD7FF)
        || (c >= 0xE000 && c <= 0xFFFD)
        || c >= 0x10000;
  }
}

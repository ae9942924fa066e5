package io.switchboard.sdk.internal.net;

import java.net.URI;
import java.net.URISyntaxException;

/**
 * Where a node listens.
 *
 * @param kind the transport
 * @param host name or IP address; an IPv6 address without brackets
 * @param port 1 to 65535
 * @param path of the HTTP endpoint
 */
public record Address(Kind kind, String host, int port, String path) {

  /** How bytes travel. */
  public enum Kind {
    /** HTTP POST. */
    HTTP,
    /** Frames on a plain connection. */
    TCP
  }

  private static final String EXAMPLE = "expected http://host:port or tcp://host:port";

  /** Parses an address; throws IllegalArgumentException that says what is wrong. */
  public static Address parse(String text) {
    URI uri;
    try {
      uri = new URI(text.trim());
    } catch (URISyntaxException e) {
      throw new IllegalArgumentException(
          "Not an address: \"" + text + "\": " + EXAMPLE + " (" + e.getReason() + ").", e);
    }
    String scheme = uri.getScheme() == null ? "" : uri.getScheme();
    Kind kind =
        switch (scheme) {
          case "http" -> Kind.HTTP;
          case "tcp" -> Kind.TCP;
          case "https", "tls" ->
              throw new IllegalArgumentException(
                  "TLS is not offered by this version of the SDK yet (\""
                      + text
                      + "\"): "
                      + EXAMPLE
                      + ".");
          default ->
              throw new IllegalArgumentException(
                  "Not an address: \"" + text + "\": " + EXAMPLE + ".");
        };
    String host = uri.getHost();
    int port = uri.getPort();
    if (host == null || port < 1 || port > 65535) {
      throw new IllegalArgumentException(
          "The address \""
              + text
              + "\" lacks a host or a port between 1 and 65535: "
              + EXAMPLE
              + ".");
    }
    String path = uri.getPath() == null ? "" : uri.getPath();
    if (kind == Kind.TCP && !path.isEmpty() && !path.equals("/")) {
      throw new IllegalArgumentException(
          "A tcp address has no path, but \"" + text + "\" came: " + EXAMPLE + ".");
    }
    boolean bracketed = host.startsWith("[") && host.endsWith("]");
    return new Address(
        kind,
        bracketed ? host.substring(1, host.length() - 1) : host,
        port,
        kind == Kind.TCP ? "" : path.isEmpty() || path.equals("/") ? "/thrift" : path);
  }

  /** The address as a URI without path. */
  @Override
  public String toString() {
    String shown = host.contains(":") ? "[" + host + "]" : host;
    return (kind == Kind.HTTP ? "http://" : "tcp://") + shown + ":" + port;
  }

  /** Whether the host is an IP address, which needs no look-up. */
  boolean isLiteral() {
    return host.contains(":") || host.chars().allMatch(c -> c == '.' || (c >= '0' && c <= '9'));
  }

  /** The address to POST to. */
  URI httpUri() {
    return URI.create(this + path);
  }
}

package io.switchboard.mesos.discovery;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Marathon's addresses: which may be configured, which are the same, how they are shown. Pure. */
final class Urls {
  private Urls() {}

  /** Why a text cannot be one of Marathon's addresses; empty if it can. */
  static Optional<String> problem(String text) {
    URI url;
    try {
      url = new URI(text);
    } catch (URISyntaxException e) {
      return Optional.of("is not a URL");
    }
    if (!List.of("http", "https").contains(scheme(url)) || url.getHost() == null) {
      return Optional.of("expected http:// or https:// and a host");
    }
    if (url.getUserInfo() != null) {
      return Optional.of("holds credentials; put them under auth");
    }
    if (url.getQuery() != null || url.getFragment() != null) {
      return Optional.of("has a query or a fragment; give scheme, host, port and path only");
    }
    return url.getPath().contains("/v2/")
        ? Optional.of("holds /v2/apps, which is added by itself; leave it away")
        : Optional.empty();
  }

  /** Of a text without {@link #problem}. */
  static URI of(String text) {
    return URI.create(text.replaceAll("/+$", ""));
  }

  static boolean sameServer(URI a, URI b) {
    return scheme(a).equals(scheme(b))
        && a.getHost().equalsIgnoreCase(b.getHost())
        && port(a) == port(b);
  }

  static boolean isHttps(URI url) {
    return scheme(url).equals("https");
  }

  /** Without the query, which is long, and without what may be secret. */
  static String shown(URI url) {
    String port = url.getPort() < 0 ? "" : ":" + url.getPort();
    return scheme(url) + "://" + url.getHost() + port + url.getRawPath();
  }

  private static String scheme(URI url) {
    return url.getScheme() == null ? "" : url.getScheme().toLowerCase(Locale.ROOT);
  }

  private static int port(URI url) {
    return url.getPort() >= 0 ? url.getPort() : isHttps(url) ? 443 : 80;
  }
}

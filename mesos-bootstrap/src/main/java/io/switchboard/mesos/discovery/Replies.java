package io.switchboard.mesos.discovery;

import io.switchboard.mesos.discovery.LookupFailedException.Kind;
import java.net.URI;

/** Says what a status means that is neither 200 nor a redirect. Pure. */
final class Replies {
  private Replies() {}

  /**
   * The failure that the status stands for.
   *
   * @param asked shown in the message, without its query
   * @param withCredentials whether some were sent
   */
  static LookupFailedException failure(URI asked, int status, boolean withCredentials) {
    String where = Urls.shown(asked);
    return switch (status) {
      case 401 ->
          new LookupFailedException(
              Kind.DENIED,
              withCredentials
                  ? where + " answers 401: the credentials are wrong or have expired; see auth"
                  : where + " answers 401: it wants credentials; set auth.mode");
      case 403 ->
          new LookupFailedException(
              Kind.DENIED,
              where + " answers 403: these credentials may not list apps; give them the right to");
      case 404 ->
          new LookupFailedException(
              Kind.NOT_FOUND,
              where + " answers 404: no Marathon is there; check host, port and path in urls");
      case 503 ->
          new LookupFailedException(
              Kind.UNAVAILABLE,
              where + " answers 503: Marathon has no leader yet, or a proxy does not reach it");
      default ->
          status == 429 || status >= 500
              ? new LookupFailedException(
                  Kind.UNAVAILABLE, where + " answers " + status + ": it cannot answer now")
              : new LookupFailedException(
                  Kind.UNEXPECTED_STATUS, where + " answers " + status + ", expected 200");
    };
  }
}

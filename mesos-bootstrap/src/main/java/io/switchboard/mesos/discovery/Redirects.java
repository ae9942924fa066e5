package io.switchboard.mesos.discovery;

import io.switchboard.mesos.discovery.LookupFailedException.Kind;
import java.net.URI;
import java.util.List;
import java.util.Optional;

/**
 * Decides where a redirect leads, for instance to Marathon's leader. Never from https to http, and
 * with credentials only to servers that the settings name. Pure.
 *
 * @param max followed for one request
 * @param marathons the servers that may see credentials
 * @param withCredentials whether the requests carry some
 */
record Redirects(int max, List<URI> marathons, boolean withCredentials) {

  static boolean isOne(int status) {
    return status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
  }

  /**
   * The next URL.
   *
   * @param followed how many were followed before
   * @throws LookupFailedException of the kind BAD_REDIRECT
   */
  URI next(URI asked, Optional<String> location, int followed) {
    URI to = target(asked, location);
    if (followed >= max) {
      throw bad(asked, "redirects more than " + max + " times; is it a circle?");
    }
    if (Urls.isHttps(asked) && !Urls.isHttps(to)) {
      throw bad(asked, "redirects from https to http at " + Urls.shown(to) + ", not followed");
    }
    if (withCredentials && marathons.stream().noneMatch(m -> Urls.sameServer(m, to))) {
      throw bad(
          asked,
          "redirects to "
              + Urls.shown(to)
              + ", where credentials are not sent; add that server to urls if it is Marathon");
    }
    return to;
  }

  private static URI target(URI asked, Optional<String> location) {
    if (location.isEmpty()) {
      throw bad(asked, "redirects without saying where to");
    }
    try {
      URI to = asked.resolve(location.get().strip());
      String base = new URI(to.getScheme(), to.getAuthority(), to.getPath(), null, null).toString();
      // The path may well hold /v2/apps here; everything else must be as in the settings.
      if (Urls.problem(base.replace("/v2/", "/")).isPresent()) {
        throw bad(asked, "redirects to something that is not an http or https URL");
      }
      return to;
    } catch (IllegalArgumentException | java.net.URISyntaxException e) {
      throw bad(asked, "redirects to something that is not a URL");
    }
  }

  private static LookupFailedException bad(URI asked, String what) {
    return new LookupFailedException(Kind.BAD_REDIRECT, Urls.shown(asked) + " " + what);
  }
}

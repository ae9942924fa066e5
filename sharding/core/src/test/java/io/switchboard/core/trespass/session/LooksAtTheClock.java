package io.switchboard.core.trespass.session;

import java.net.http.HttpClient;
import java.time.Instant;

/** Breaks two rules, so that a test can see that they bite. */
final class LooksAtTheClock {
  private LooksAtTheClock() {}

  static Instant now() {
    return Instant.now();
  }

  static HttpClient client() {
    return HttpClient.newHttpClient();
  }
}

package io.switchboard.sdk.internal.call;

import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** The addresses of a cluster. Thread-safe. */
public final class Endpoints implements AutoCloseable {
  private final List<Endpoint> endpoints;
  private final boolean followSessions;
  private final Timing timing;
  private final AtomicInteger nextRoute;

  /**
   * At least one endpoint.
   *
   * @param followSessions whether routes look for the node on which their session lives
   */
  public Endpoints(List<Endpoint> endpoints, boolean followSessions, Timing timing) {
    this.endpoints = List.copyOf(endpoints);
    this.followSessions = followSessions;
    this.timing = timing;
    this.nextRoute = new AtomicInteger((int) (timing.random() * endpoints.size()));
  }

  /** A route for one session; the sessions are spread over the addresses. */
  public Route newRoute() {
    int first = Math.floorMod(nextRoute.getAndIncrement(), endpoints.size());
    return new Route(endpoints, first, followSessions, timing);
  }

  @Override
  public void close() {
    endpoints.forEach(endpoint -> endpoint.transport().close());
  }
}

package io.switchboard.sdk.internal.call;

import io.switchboard.sdk.internal.net.Address;
import io.switchboard.sdk.internal.net.Transport;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The addresses of a cluster, and which of them failed lately. Thread-safe.
 *
 * <p>A session's {@link Route} stays on one address until a call there fails, then takes the next
 * one, passing over those where any session's call failed in the last seconds, unless all did.
 */
public final class Endpoints implements AutoCloseable {
  private static final long SUSPECT_NANOS = 5_000_000_000L;

  private final List<Endpoint> endpoints;
  private final Timing timing;
  private final AtomicInteger nextRoute;

  /** One address. */
  public static final class Endpoint {
    private final Address address;
    private final Transport transport;
    private final AtomicLong suspectUntilNanos = new AtomicLong(Long.MIN_VALUE);

    /** An address with its transport. */
    public Endpoint(Address address, Transport transport) {
      this.address = address;
      this.transport = transport;
    }

    /** The address. */
    public Address address() {
      return address;
    }

    Transport transport() {
      return transport;
    }
  }

  /** At least one endpoint. */
  public Endpoints(List<Endpoint> endpoints, Timing timing) {
    this.endpoints = List.copyOf(endpoints);
    this.timing = timing;
    this.nextRoute = new AtomicInteger((int) (timing.random() * endpoints.size()));
  }

  /** A route for one session; the sessions are spread over the addresses. */
  public Route newRoute() {
    return new Route(Math.floorMod(nextRoute.getAndIncrement(), endpoints.size()));
  }

  @Override
  public void close() {
    endpoints.forEach(endpoint -> endpoint.transport.close());
  }

  /** Where one session's calls go. */
  public final class Route {
    private volatile int current;

    private Route(int first) {
      this.current = first;
    }

    Endpoint current() {
      return endpoints.get(current);
    }

    /** Another address for the next attempt, if there is one. */
    Endpoint moveOn(Endpoint failed, boolean suspect) {
      if (suspect) {
        failed.suspectUntilNanos.set(timing.nowNanos() + SUSPECT_NANOS);
      }
      int from = endpoints.indexOf(failed);
      int chosen = (from + 1) % endpoints.size();
      for (int i = 1; i < endpoints.size(); i++) {
        int candidate = (from + i) % endpoints.size();
        long until = endpoints.get(candidate).suspectUntilNanos.get();
        if (until == Long.MIN_VALUE || until - timing.nowNanos() <= 0) {
          chosen = candidate;
          break;
        }
      }
      current = chosen;
      return endpoints.get(chosen);
    }
  }
}

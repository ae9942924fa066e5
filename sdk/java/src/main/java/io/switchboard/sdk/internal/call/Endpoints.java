package io.switchboard.sdk.internal.call;

import io.switchboard.sdk.internal.net.Address;
import io.switchboard.sdk.internal.net.Transport;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;

/**
 * The addresses of a cluster, and which of them failed lately. Thread-safe.
 *
 * <p>A session's {@link Route} stays on one address until a call there fails, then takes the next
 * one, passing over those where any session's call failed in the last seconds; if all did, the one
 * that failed first.
 */
public final class Endpoints implements AutoCloseable {
  /**
   * Longer than a few attempts take: a session whose calls time out must not come back to a frozen
   * address before it has tried the others. Nothing is lost by waiting, as an address that is well
   * again is used as soon as another one fails.
   */
  private static final long SUSPECT_NANOS = 15_000_000_000L;

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

    /** Zero: it is not. */
    private long suspectForNanos(long now) {
      long until = suspectUntilNanos.get();
      return until == Long.MIN_VALUE ? 0 : Math.max(0, until - now);
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
      long now = timing.nowNanos();
      int chosen =
          IntStream.rangeClosed(1, endpoints.size())
              .mapToObj(i -> (from + i) % endpoints.size())
              .min(Comparator.comparingLong(i -> endpoints.get(i).suspectForNanos(now)))
              .orElse(from);
      current = chosen;
      return endpoints.get(chosen);
    }
  }
}

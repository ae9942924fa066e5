package io.switchboard.sdk.internal.call;

import io.switchboard.sdk.internal.net.Address;
import io.switchboard.sdk.internal.net.Transport;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;

/**
 * The addresses of a cluster, and which of them failed lately. Thread-safe.
 *
 * <p>A session's {@link Route} stays on one address until a call there fails, then takes the next
 * one, passing over those where any session's call failed in the last seconds; if all did, the one
 * that failed first. It also goes on from an address whose node had to forward the call, until it
 * has found the session's own.
 */
public final class Endpoints implements AutoCloseable {
  /**
   * Longer than a few attempts take: a session whose calls time out must not come back to a frozen
   * address before it has tried the others. Nothing is lost by waiting, as an address that is well
   * again is used as soon as another one fails.
   */
  private static final long SUSPECT_NANOS = 15_000_000_000L;

  /** A session that was found at none of the addresses may have moved meanwhile, or move later. */
  private static final long SEARCH_AGAIN_NANOS = 60_000_000_000L;

  private final List<Endpoint> endpoints;
  private final boolean followSessions;
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

  /**
   * At least one endpoint.
   *
   * @param followSessions whether routes go on from a node that forwards
   */
  public Endpoints(List<Endpoint> endpoints, boolean followSessions, Timing timing) {
    this.endpoints = List.copyOf(endpoints);
    this.followSessions = followSessions;
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

    // Of the search for the session's node; guarded by this.
    private final BitSet tried = new BitSet();
    private boolean foundNowhere;
    private long searchedAtNanos;

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
      long now = timing.nowNanos();
      int from = endpoints.indexOf(failed);
      int chosen =
          othersThan(from)
              .boxed()
              .min(Comparator.comparingLong(i -> endpoints.get(i).suspectForNanos(now)))
              .orElse(from);
      current = chosen;
      searchAnew();
      return endpoints.get(chosen);
    }

    /** All, the next one first and this one last. */
    private IntStream othersThan(int from) {
      return IntStream.rangeClosed(1, endpoints.size()).map(i -> (from + i) % endpoints.size());
    }

    /** Forgets where the session was looked for: it was found, or a failure may have moved it. */
    void searchAnew() {
      if (followSessions) {
        synchronized (this) {
          tried.clear();
          foundNowhere = false;
        }
      }
    }

    /**
     * A node has answered that had to forward the call: the next call goes to an address that has
     * not been tried. If all were, calls stay where they are for a while; if the others failed
     * lately, until that is forgotten.
     */
    void forwardedBy(Endpoint endpoint) {
      if (followSessions && endpoints.size() > 1) {
        synchronized (this) {
          searchOn(endpoints.indexOf(endpoint), timing.nowNanos());
        }
      }
    }

    private void searchOn(int from, long now) {
      boolean resting = foundNowhere && now - searchedAtNanos < SEARCH_AGAIN_NANOS;
      // From elsewhere: an answer to a call of before the last step.
      if (from != current || resting) {
        return;
      }
      foundNowhere = false;
      tried.set(from);
      OptionalInt next =
          othersThan(from)
              .filter(i -> !tried.get(i) && endpoints.get(i).suspectForNanos(now) == 0)
              .findFirst();
      if (next.isPresent()) {
        current = next.getAsInt();
      } else if (tried.cardinality() == endpoints.size()) {
        tried.clear();
        foundNowhere = true;
        searchedAtNanos = now;
      }
    }
  }
}

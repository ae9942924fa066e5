package io.switchboard.sdk.internal.call;

import java.util.BitSet;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where one session's calls go. They stay on one address until a call there fails, then go to the
 * next one, passing over those where any session's call failed in the last seconds; if all did, to
 * the one that failed first.
 *
 * <p>If it follows its session, it also goes on from an address whose node had to forward the call,
 * until it has found the session's own; but never for that to an address that fails.
 *
 * <p>Thread-safe: several calls of a session may be under way, and answers come late.
 */
public final class Route {
  private static final Logger LOG = LoggerFactory.getLogger(Route.class);

  /** Where a session was not found it may be later. */
  private static final long SEARCH_AGAIN_NANOS = 60_000_000_000L;

  private static final int UNKNOWN = -1;

  private final List<Endpoint> endpoints;
  private final boolean follows;
  private final Timing timing;

  private volatile int current;

  // Of the search, guarded by this: where the session lives, if that is known; where it does not,
  // and for how long that counts.
  private int home = UNKNOWN;
  private final BitSet tried = new BitSet();
  private long triedUntilNanos;

  Route(List<Endpoint> endpoints, int first, boolean followsSession, Timing timing) {
    this.endpoints = endpoints;
    this.current = first;
    this.follows = followsSession && endpoints.size() > 1;
    this.timing = timing;
  }

  Endpoint current() {
    return endpoints.get(current);
  }

  /**
   * A call failed without an answer.
   *
   * @param atItsFault whether that tells something of the address
   * @return where to try next
   */
  synchronized Endpoint afterFault(Endpoint failed, boolean atItsFault) {
    long now = timing.nowNanos();
    if (atItsFault) {
      failed.failed(now);
      // The session may have to move.
      tried.clear();
    }
    return moveOn(failed, now);
  }

  /**
   * A node answered that the call cannot be done now.
   *
   * @param sessionIsFull whether that is the session's own word, which is the same everywhere
   * @return where to try next
   */
  synchronized Endpoint afterRefusal(Endpoint by, boolean sessionIsFull) {
    long now = timing.nowNanos();
    by.answered(now);
    // A session's node knows best; of other nodes it may be themselves that are full.
    boolean isFinal = sessionIsFull && home != UNKNOWN && by == endpoints.get(home);
    return isFinal && by == current() ? by : moveOn(by, now);
  }

  private Endpoint moveOn(Endpoint from, long now) {
    if (from == current() || current().suspectForNanos(now) > 0) {
      int left = endpoints.indexOf(from);
      current =
          othersThan(left)
              .boxed()
              .min(Comparator.comparingLong(i -> endpoints.get(i).suspectForNanos(now)))
              .orElse(left);
    }
    // Else a late failure: the calls have long gone elsewhere.
    return current();
  }

  /** All, the next one first and this one last. */
  private IntStream othersThan(int from) {
    return IntStream.rangeClosed(1, endpoints.size()).map(i -> (from + i) % endpoints.size());
  }

  /** A node has answered, and nothing is known of where the session lives. */
  void answeredBy(Endpoint endpoint) {
    endpoint.answered(timing.nowNanos());
  }

  /** The session's own node has answered, or one that cannot tell: here its calls go from now. */
  void foundAt(Endpoint endpoint) {
    long now = timing.nowNanos();
    endpoint.answered(now);
    if (follows) {
      synchronized (this) {
        int at = endpoints.indexOf(endpoint);
        if (at == home) {
          // Twice: so it is not by chance, as behind a load balancer.
          tried.clear();
        }
        home = at;
        current = at;
      }
    }
  }

  /**
   * A node has answered that had to forward the call: the next one goes to the session's own node
   * if it is known, else to an address that has not been tried lately. If there is none, calls stay
   * where they are.
   */
  void forwardedBy(Endpoint endpoint) {
    long now = timing.nowNanos();
    endpoint.answered(now);
    if (follows) {
      synchronized (this) {
        searchOn(endpoints.indexOf(endpoint), now);
      }
    }
  }

  private void searchOn(int from, long now) {
    if (from == home) {
      home = UNKNOWN;
    }
    if (from != current) {
      // An answer to a call of before the last step.
      return;
    }
    if (now - triedUntilNanos >= 0) {
      tried.clear();
    }
    if (tried.isEmpty()) {
      triedUntilNanos = now + SEARCH_AGAIN_NANOS;
    }
    tried.set(from);
    OptionalInt next = home != UNKNOWN && mayTry(home, now) ? OptionalInt.of(home) : untried(now);
    if (next.isPresent()) {
      LOG.debug(
          "the session is not at {}, looking at {}",
          endpoints.get(from).address(),
          endpoints.get(next.getAsInt()).address());
      current = next.getAsInt();
    }
  }

  private boolean mayTry(int index, long now) {
    return endpoints.get(index).mayBeTried(now);
  }

  /** Those first that have answered lately. */
  private OptionalInt untried(long now) {
    return othersThan(current)
        .filter(i -> !tried.get(i))
        .boxed()
        .sorted(Comparator.comparingLong(i -> endpoints.get(i).silentForNanos(now)))
        .mapToInt(i -> i)
        .filter(i -> mayTry(i, now))
        .findFirst();
  }
}

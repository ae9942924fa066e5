package io.switchboard.mesos.discovery;

import io.switchboard.mesos.Target;
import io.switchboard.mesos.discovery.LookupFailedException.Kind;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * Finds the addresses of agents that Marathon knows by name, and remembers them; unknown names too,
 * so that one of them does not cost a DNS time-out at every lookup. Blocks: call it where that is
 * allowed. Safe for use on any thread.
 */
final class HostResolver {
  static final int MAX_REMEMBERED = 4096;
  static final Duration KNOWN_FOR = Duration.ofMinutes(1);
  static final Duration UNKNOWN_FOR = Duration.ofSeconds(10);

  /** DNS, or what stands in for it. */
  @FunctionalInterface
  interface Dns {
    /** Blocks. */
    InetAddress addressOf(String host) throws UnknownHostException;
  }

  /** Empty when DNS does not know the name. */
  private record Found(Optional<InetAddress> address, long untilNanos) {}

  private final Dns dns;
  private final LongSupplier nanoClock;
  private final Map<String, Found> remembered =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Found> eldest) {
          return size() > MAX_REMEMBERED;
        }
      };

  HostResolver(Dns dns, LongSupplier nanoClock) {
    this.dns = dns;
    this.nanoClock = nanoClock;
  }

  /**
   * The same targets, all with addresses; the host stays as Marathon spells it.
   *
   * @throws LookupFailedException of the kind UNKNOWN_HOST
   */
  List<Target> resolve(List<Target> targets) {
    return targets.stream().map(this::resolve).toList();
  }

  private Target resolve(Target target) {
    if (target.ip().isPresent()) {
      return target;
    }
    InetAddress address =
        addressOf(target.host())
            .orElseThrow(
                () ->
                    new LookupFailedException(
                        Kind.UNKNOWN_HOST,
                        "DNS does not know %s, the agent of task %s; mend DNS, or set resolve-hosts = off"
                            .formatted(target.host(), target.taskId())));
    return new Target(
        target.appId(), target.taskId(), target.host(), target.port(), Optional.of(address));
  }

  private Optional<InetAddress> addressOf(String host) {
    synchronized (remembered) {
      Found found = remembered.get(host);
      if (found != null && found.untilNanos - nanoClock.getAsLong() > 0) {
        return found.address;
      }
    }
    // Outside the lock: a slow DNS holds up only those who need this name.
    Optional<InetAddress> address = ask(host);
    Duration validFor = address.isPresent() ? KNOWN_FOR : UNKNOWN_FOR;
    synchronized (remembered) {
      remembered.put(host, new Found(address, nanoClock.getAsLong() + validFor.toNanos()));
    }
    return address;
  }

  private Optional<InetAddress> ask(String host) {
    try {
      return Optional.of(dns.addressOf(host));
    } catch (UnknownHostException unknown) {
      return Optional.empty();
    }
  }
}

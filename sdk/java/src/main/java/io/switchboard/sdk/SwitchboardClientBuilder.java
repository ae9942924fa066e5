package io.switchboard.sdk;

import io.switchboard.sdk.internal.call.Backoff;
import io.switchboard.sdk.internal.call.Caller;
import io.switchboard.sdk.internal.call.Endpoint;
import io.switchboard.sdk.internal.call.Endpoints;
import io.switchboard.sdk.internal.call.GuardedListener;
import io.switchboard.sdk.internal.call.SystemTiming;
import io.switchboard.sdk.internal.call.Timing;
import io.switchboard.sdk.internal.net.Address;
import io.switchboard.sdk.internal.net.NetSettings;
import io.switchboard.sdk.internal.net.Network;
import io.switchboard.sdk.internal.session.Sessions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** Configures a {@link SwitchboardClient}. Everything but the addresses has a default. */
public final class SwitchboardClientBuilder {
  private final List<Address> addresses = new ArrayList<>();
  private Duration operationTimeout = Duration.ofSeconds(60);
  private Duration attemptTimeout = Duration.ofSeconds(5);
  private Duration connectTimeout = Duration.ofSeconds(2);
  private Duration closeTimeout = Duration.ofSeconds(5);
  private Duration idleConnectionTimeout = Duration.ofSeconds(30);
  private Duration backoffBase = Duration.ofMillis(20);
  private Duration backoffCap = Duration.ofSeconds(1);
  private int maxConnectionsPerAddress = 256;
  private int maxReplyBytes = 8 << 20;
  private boolean gzip;
  private boolean followSessions = true;
  private String clientName = "switchboard-sdk-java";
  private ClientListener listener = ClientListener.NONE;
  private UnaryOperator<Timing> timing = UnaryOperator.identity();

  SwitchboardClientBuilder() {}

  /**
   * Addresses of the cluster's nodes: {@code http://host:port} or {@code tcp://host:port}, in any
   * mixture. Any node takes any call; give several, so that one may fail.
   *
   * @throws IllegalArgumentException if one is not an address
   */
  public SwitchboardClientBuilder addresses(String... list) {
    return addresses(List.of(list));
  }

  /** As {@link #addresses(String...)}. */
  public SwitchboardClientBuilder addresses(List<String> list) {
    list.forEach(text -> addresses.add(Address.parse(text)));
    return this;
  }

  /** Deadline of each operation, over all its attempts; 60 seconds if not set. */
  public SwitchboardClientBuilder operationTimeout(Duration time) {
    operationTimeout = positive(time, "operationTimeout");
    return this;
  }

  /**
   * What one attempt may take, beyond the time that a read or an ack waits on purpose; 5 seconds if
   * not set.
   */
  public SwitchboardClientBuilder attemptTimeout(Duration time) {
    attemptTimeout = positive(time, "attemptTimeout");
    return this;
  }

  /** For making a connection; 2 seconds if not set. */
  public SwitchboardClientBuilder connectTimeout(Duration time) {
    connectTimeout = positive(time, "connectTimeout");
    return this;
  }

  /**
   * How long close tries to end a session before it leaves that to expiry; 5 seconds if not set.
   */
  public SwitchboardClientBuilder closeTimeout(Duration time) {
    closeTimeout = positive(time, "closeTimeout");
    return this;
  }

  /** Unused connections are closed after this time; 30 seconds if not set. */
  public SwitchboardClientBuilder idleConnectionTimeout(Duration time) {
    idleConnectionTimeout = positive(time, "idleConnectionTimeout");
    return this;
  }

  /**
   * The back-off between attempts: a random time up to a span that starts at base and doubles up to
   * cap; 20 milliseconds and 1 second if not set. A wait that the back end asks for is kept.
   */
  public SwitchboardClientBuilder backoff(Duration base, Duration cap) {
    backoffBase = positive(base, "base");
    backoffCap = positive(cap, "cap");
    return this;
  }

  /**
   * Connections to one address, 1 to 10,000; 256 if not set. A call holds one while it waits, also
   * a poll for events: more sessions than that at one address wait for each other.
   */
  public SwitchboardClientBuilder maxConnectionsPerAddress(int count) {
    if (count < 1 || count > 10_000) {
      throw new IllegalArgumentException(
          "maxConnectionsPerAddress must lie between 1 and 10,000, but is " + count + ".");
    }
    maxConnectionsPerAddress = count;
    return this;
  }

  /** The longest reply that is taken, 64 KiB to 64 MiB; 8 MiB if not set. */
  public SwitchboardClientBuilder maxReplyBytes(int bytes) {
    if (bytes < 64 << 10 || bytes > 64 << 20) {
      throw new IllegalArgumentException(
          "maxReplyBytes must lie between 64 KiB and 64 MiB, but is " + bytes + ".");
    }
    maxReplyBytes = bytes;
    return this;
  }

  /** Compresses HTTP requests, and asks for compressed replies; off if not set. */
  public SwitchboardClientBuilder gzip(boolean wanted) {
    gzip = wanted;
    return this;
  }

  /**
   * Whether a session's calls go to the address of the node on which it lives, which saves them a
   * hop; on if not set. Off: to whichever address was tried first, until a call fails there.
   */
  public SwitchboardClientBuilder followSessions(boolean wanted) {
    followSessions = wanted;
    return this;
  }

  /** A name for operators to see; up to 128 bytes. */
  public SwitchboardClientBuilder clientName(String name) {
    clientName = Objects.requireNonNull(name, "name");
    return this;
  }

  /** Who hears of retries, failovers and new sessions. */
  public SwitchboardClientBuilder listener(ClientListener hearer) {
    listener = Objects.requireNonNull(hearer, "hearer");
    return this;
  }

  /** For tests: time and chance. */
  SwitchboardClientBuilder timing(UnaryOperator<Timing> replacement) {
    timing = replacement;
    return this;
  }

  /**
   * The client. Connects when it is first used.
   *
   * @throws IllegalStateException if there is no address
   */
  public SwitchboardClient build() {
    if (addresses.isEmpty()) {
      throw new IllegalStateException(
          "A client needs at least one address: addresses(\"http://host:port\", …).");
    }
    Network network =
        new Network(
            new NetSettings(
                connectTimeout,
                idleConnectionTimeout,
                maxConnectionsPerAddress,
                maxReplyBytes,
                gzip));
    Timing time = timing.apply(new SystemTiming(network.timer()));
    ClientListener guarded = new GuardedListener(listener);
    Endpoints endpoints =
        new Endpoints(
            addresses.stream()
                .distinct()
                .map(address -> new Endpoint(address, network.transport(address)))
                .toList(),
            followSessions,
            time);
    Caller caller = new Caller(time, new Backoff(backoffBase, backoffCap), attemptTimeout, guarded);
    Sessions sessions = new Sessions(caller, endpoints, operationTimeout, clientName, version());
    return new SwitchboardClient(sessions, caller, guarded, closeTimeout, network::close);
  }

  private static String version() {
    return Optional.ofNullable(SwitchboardClient.class.getPackage().getImplementationVersion())
        .orElse("development");
  }

  private static Duration positive(Duration time, String name) {
    if (time.isZero() || time.isNegative()) {
      throw new IllegalArgumentException(name + " must be longer than zero, but is " + time + ".");
    }
    return time;
  }
}

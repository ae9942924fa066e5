package io.switchboard.cli;

import io.switchboard.sdk.SwitchboardClient;
import io.switchboard.sdk.SwitchboardClientBuilder;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** How a command finds a node: the options that all of them share. */
public final class Connection {
  private static final int PROBE_TIMEOUT_MS = 2_000;

  @Mixin private HomeOption home;

  @Option(
      names = "--address",
      paramLabel = "URL",
      split = ",",
      description =
          "A node's door, http://host:port or tcp://host:port; several may be given. Default: the"
              + " local stack's nodes.")
  private List<String> addresses = new ArrayList<>();

  @Option(
      names = "--management",
      paramLabel = "URL",
      split = ",",
      description =
          "A node's management API, http://host:port; several are tried in turn. Default: the local"
              + " stack's node.")
  private List<String> management = new ArrayList<>();

  @Option(
      names = "--cluster",
      paramLabel = "NAME",
      description =
          "A deployment of ~/.config/switchboard/clusters.conf, as 'clusters' lists it; in place of"
              + " --address and --management.")
  private String cluster;

  @Option(
      names = "--token-file",
      paramLabel = "FILE",
      description = "File with the management API's bearer token. Default: the local stack's.")
  private Path tokenFile;

  @Option(
      names = "--timeout",
      paramLabel = "TIME",
      defaultValue = "60s",
      converter = Durations.class,
      description = "How long each operation is tried again. Default: ${DEFAULT-VALUE}.")
  private Duration timeout;

  /** How long an operation may take. */
  public Duration timeout() {
    return timeout;
  }

  /** Whether operations go through the management API, and not through a door that is named. */
  public boolean hasManagement() {
    return addresses.isEmpty() || !management.isEmpty();
  }

  private Optional<ClusterProfile> profile() {
    if (cluster == null) {
      return Optional.empty();
    }
    if (!addresses.isEmpty() || !management.isEmpty()) {
      throw CliException.usage(
          "--cluster names a deployment, and so do --address and --management.",
          "Give one or the other.");
    }
    return Optional.of(ClusterProfiles.standard().named(cluster));
  }

  /** The local stack's folder. */
  public Home home() {
    return home.home();
  }

  /** The local stack's nodes, if any runs. */
  public Optional<Endpoint> localNode() {
    return Endpoint.read(home().endpointFile()).filter(Endpoint::isAlive);
  }

  /**
   * A client of the node, checked to be reachable.
   *
   * @throws CliException {@link ExitCodes#UNREACHABLE}
   */
  public SwitchboardClient client() {
    return client(UnaryOperator.identity());
  }

  /** As {@link #client()}, with more settings. */
  public SwitchboardClient client(UnaryOperator<SwitchboardClientBuilder> more) {
    List<String> list = addresses();
    SwitchboardClientBuilder builder;
    try {
      builder =
          SwitchboardClient.builder()
              .addresses(list)
              .operationTimeout(timeout)
              .clientName("switchboard-cli");
    } catch (IllegalArgumentException e) {
      throw CliException.usage(e.getMessage(), "Write --address tcp://host:9090");
    }
    requireReachable(list);
    return more.apply(builder).build();
  }

  private List<String> addresses() {
    Optional<ClusterProfile> profile = profile();
    if (profile.isEmpty()) {
      return addresses.isEmpty() ? requireLocalNodes().tcp() : addresses;
    }
    if (profile.get().addresses().isEmpty()) {
      throw CliException.usage(
          "The cluster '" + cluster + "' has no addresses in clusters.conf.",
          "Add them: addresses = [\"tcp://host:9090\"].");
    }
    return profile.get().addresses();
  }

  /**
   * A client of the management API.
   *
   * @throws CliException {@link ExitCodes#UNREACHABLE} if none is known
   */
  public ManagementClient management() {
    Optional<ClusterProfile> profile = profile();
    if (profile.isPresent()) {
      return new ManagementClient(
          profile.get().management(),
          tokenFile == null ? profile.get().tokenFile() : tokenFile,
          timeout);
    }
    if (!management.isEmpty()) {
      if (tokenFile == null) {
        throw CliException.usage(
            "--management needs --token-file.",
            "Give the file that the node's configuration names.");
      }
      return new ManagementClient(management, tokenFile, timeout);
    }
    if (!addresses.isEmpty()) {
      throw CliException.usage(
          "This needs the node's management API.",
          "Give --management http://host:8558 and --token-file together with --address.");
    }
    Endpoint local = requireLocalNodes();
    return new ManagementClient(
        local.management(), tokenFile == null ? local.tokenFile() : tokenFile, timeout);
  }

  private Endpoint requireLocalNodes() {
    Optional<Endpoint> known = Endpoint.read(home().endpointFile());
    if (known.isEmpty()) {
      throw CliException.unreachable(
          "No node runs here (there is no " + home().endpointFile() + ").",
          "Start one with './switchboard up', or name one with --address tcp://host:port.");
    }
    if (!known.get().isAlive()) {
      throw CliException.unreachable(
          "The node that ran here (pid " + known.get().living().pid() + ") has ended.",
          "Start it again with './switchboard up'; its log is " + known.get().living().log() + ".");
    }
    return known.get();
  }

  /** The SDK would try again for a minute; a person wants to know at once. */
  private static void requireReachable(List<String> addresses) {
    List<String> failures = new ArrayList<>();
    for (String address : addresses) {
      URI uri = URI.create(address);
      try (Socket socket = new Socket()) {
        socket.connect(new InetSocketAddress(uri.getHost(), uri.getPort()), PROBE_TIMEOUT_MS);
        return;
      } catch (IOException e) {
        failures.add(address + " (" + e.getMessage() + ")");
      }
    }
    throw CliException.unreachable(
        "No node answers at " + String.join(", ", failures) + ".",
        "Is it running? './switchboard doctor' looks further.");
  }
}

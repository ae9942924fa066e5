package io.switchboard.cli.doctor;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.switchboard.cli.CliException;
import io.switchboard.cli.Endpoint;
import io.switchboard.cli.ExitCodes;
import io.switchboard.cli.Figures;
import io.switchboard.cli.Home;
import io.switchboard.cli.HomeOption;
import io.switchboard.cli.Terminal;
import io.switchboard.crypto.KeyRingException;
import io.switchboard.crypto.KeyRings;
import io.switchboard.crypto.PasswordSource;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Checks everything that Switchboard needs. */
@Command(
    name = "doctor",
    description = {
      "Checks this machine, and the Kafka, the Cassandra and the node of the local stack or of a"
          + " node's configuration file. Changes nothing.",
      "Ends with 0 if nothing failed, else with 1; warnings do not count."
    })
public final class DoctorCommand implements Callable<Integer> {
  private static final Duration NODE_WITHIN = Duration.ofSeconds(5);

  @Mixin private HomeOption options;

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description = "A node's configuration file. Default: the local stack's, if that runs.")
  private Path config;

  @Option(names = "--json", description = "Print one JSON object a check.")
  private boolean json;

  @Override
  public Integer call() throws InterruptedException {
    Home home = options.home();
    Optional<Endpoint> node = Endpoint.read(home.endpointFile()).filter(Endpoint::isAlive);
    List<Finding> findings = new ArrayList<>(MachineChecks.all(home, node.isPresent()));
    Optional<Path> file =
        Optional.ofNullable(config).or(() -> node.map(all -> all.living().config()));
    if (file.isPresent()) {
      if (!Files.isReadable(file.get())) {
        throw CliException.usage("Cannot read " + file.get() + ".", "Name a node's configuration.");
      }
      findings.addAll(servers(NodeFile.read(file.get())));
    } else {
      findings.add(
          Finding.skip(
              "Kafka, Cassandra",
              "the local stack does not run; start it with './switchboard up', or name a node's"
                  + " configuration with --config"));
    }
    findings.addAll(
        node.map(DoctorCommand::nodes).orElse(List.of(Finding.skip("node", "none runs here"))));
    show(findings);
    boolean failed = findings.stream().anyMatch(one -> one.level() == Finding.Level.FAIL);
    return failed ? ExitCodes.FAILED : ExitCodes.OK;
  }

  private static List<Finding> servers(NodeFile file) throws InterruptedException {
    List<Finding> findings = new ArrayList<>();
    findings.add(keys(file));
    try {
      findings.addAll(KafkaChecks.all(file.kafka()));
      findings.addAll(CassandraChecks.all(file.persistence(), file.root()));
    } catch (IllegalArgumentException e) {
      findings.add(Finding.fail("configuration", e.getMessage(), "Correct " + file.file() + "."));
    }
    return findings;
  }

  private static Finding keys(NodeFile file) {
    if (!file.encrypts()) {
      return Finding.warn(
          "encryption", "is off", "Set switchboard.encryption.enabled = on in production.");
    }
    if (!Files.exists(file.keyRing())) {
      return new Finding(
          file.generatesKeys() ? Finding.Level.WARN : Finding.Level.FAIL,
          "encryption",
          "there is no key ring " + file.keyRing(),
          file.generatesKeys()
              ? "The node makes it at its first start."
              : "Make it with './switchboard keys generate', the same for all nodes.");
    }
    try {
      int keys =
          KeyRings.load(file.keyRing(), PasswordSource.file(file.passwordFile()))
              .summaries()
              .size();
      return Finding.ok("encryption", "the key ring opens and has " + Figures.count(keys, "key"));
    } catch (KeyRingException e) {
      return Finding.fail("encryption", e.getMessage(), "See docs/encryption.md.");
    }
  }

  private static List<Finding> nodes(Endpoint endpoint) {
    List<Finding> findings = new ArrayList<>();
    for (Endpoint.Node node : endpoint.nodes()) {
      String subject = endpoint.nodes().size() == 1 ? "node" : "node " + (findings.size() + 1);
      findings.add(node(subject, endpoint, node));
    }
    return findings;
  }

  private static Finding node(String subject, Endpoint endpoint, Endpoint.Node at) {
    try {
      JsonNode node = endpoint.managementClient(at, NODE_WITHIN).node();
      String what =
          "process "
              + node.path("pid").asText()
              + ", up for "
              + Figures.seconds(Duration.ofMillis(node.path("uptimeMs").asLong()))
              + ", heap "
              + Figures.bytes(node.path("usedHeapBytes").asLong())
              + " of "
              + Figures.bytes(node.path("maxHeapBytes").asLong());
      return Finding.okIf(
          node.path("ready").asBoolean(),
          subject,
          what,
          Finding.Level.WARN,
          "It is not ready: it drains or is stopping.");
    } catch (CliException e) {
      return Finding.fail(subject, e.getMessage(), "Its log is " + at.log() + ".");
    }
  }

  private void show(List<Finding> findings) {
    Terminal terminal = Terminal.system();
    if (json) {
      ObjectMapper mapper = new ObjectMapper();
      for (Finding one : findings) {
        terminal.print(
            mapper
                .createObjectNode()
                .put("level", one.level().name())
                .put("subject", one.subject())
                .put("detail", one.detail())
                .put("advice", one.advice())
                .toString());
      }
      return;
    }
    for (Finding one : findings) {
      String mark =
          String.format(Locale.ROOT, "%-5s", one.level() == Finding.Level.SKIP ? "-" : one.level());
      String styled =
          switch (one.level()) {
            case OK -> terminal.good(mark);
            case WARN -> terminal.warning(mark);
            case FAIL -> terminal.bad(mark);
            case SKIP -> mark;
          };
      terminal.print(styled + String.format(Locale.ROOT, "%-16s ", one.subject()) + one.detail());
      if (!one.advice().isEmpty()) {
        terminal.print(" ".repeat(22) + one.advice());
      }
    }
  }
}

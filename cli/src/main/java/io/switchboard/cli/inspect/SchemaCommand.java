package io.switchboard.cli.inspect;

import com.typesafe.config.ConfigFactory;
import io.switchboard.cli.CliException;
import io.switchboard.cli.ExitCodes;
import io.switchboard.cli.Terminal;
import io.switchboard.persistence.PersistenceSettings;
import io.switchboard.persistence.schema.CqlSchema;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Prints the Cassandra schema of a production cluster. */
@Command(
    name = "schema",
    description = {
      "Prints the Cassandra schema of a cluster, for review and 'cqlsh -f'. In production nodes do"
          + " not create it themselves."
    })
public final class SchemaCommand implements Callable<Integer> {
  @Option(
      names = "--cluster-id",
      paramLabel = "ID",
      defaultValue = "switchboard",
      description = "The nodes' switchboard.cluster-id. Default: ${DEFAULT-VALUE}.")
  private String clusterId;

  @Option(
      names = "--keyspace",
      paramLabel = "NAME",
      description = "Default: as the nodes make it from the cluster's id.")
  private String keyspace;

  @Option(
      names = "--datacenter",
      paramLabel = "NAME:COPIES",
      split = ",",
      defaultValue = "datacenter1:3",
      description =
          "Cassandra's data centres with the copies that each keeps; the first one is the nodes'"
              + " own. Default: ${DEFAULT-VALUE}.")
  private List<String> datacenters;

  @Override
  public Integer call() {
    String local = datacenters.get(0).replaceFirst(":.*", "");
    PersistenceSettings settings;
    try {
      settings =
          PersistenceSettings.from(
              ConfigFactory.parseMap(
                      Map.of(
                          "switchboard.cluster-id", clusterId,
                          "switchboard.persistence.keyspace", keyspace == null ? "" : keyspace,
                          "switchboard.persistence.local-datacenter", local,
                          "switchboard.persistence.replication", datacenters))
                  .withFallback(ConfigFactory.defaultReference())
                  .resolve());
    } catch (IllegalArgumentException e) {
      throw CliException.usage(e.getMessage(), "See: ./switchboard schema --help");
    }
    Terminal.system().print(CqlSchema.script(settings).stripTrailing());
    return ExitCodes.OK;
  }
}

package io.switchboard.cli.doctor;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import io.switchboard.cli.CliException;
import io.switchboard.cli.ExitCodes;
import io.switchboard.kafka.KafkaSettings;
import io.switchboard.persistence.PersistenceSettings;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/**
 * A node's configuration file, read as the node reads it.
 *
 * @param file where it is
 * @param root all of it, over the modules' defaults
 */
record NodeFile(Path file, Config root) {

  static NodeFile read(Path file) {
    try {
      return new NodeFile(
          file,
          ConfigFactory.parseFile(file.toFile())
              .withFallback(ConfigFactory.defaultReference())
              .resolve());
    } catch (ConfigException e) {
      throw CliException.of(
          ExitCodes.USAGE,
          "Cannot read the configuration " + file + ": " + e.getMessage(),
          "Name a node's configuration file with --config.",
          e);
    }
  }

  KafkaSettings kafka() {
    Config kafka = root.getConfig("switchboard.kafka");
    Map<String, String> values = new HashMap<>();
    kafka
        .withoutPath("auto-create-ledger")
        .withoutPath("client")
        .entrySet()
        .forEach(entry -> values.put(entry.getKey(), entry.getValue().unwrapped().toString()));
    kafka
        .getObject("client")
        .unwrapped()
        .forEach((key, value) -> values.put("client." + key, value.toString()));
    values.put("cluster-id", root.getString("switchboard.cluster-id"));
    return KafkaSettings.of(values);
  }

  PersistenceSettings persistence() {
    return PersistenceSettings.from(root);
  }

  boolean encrypts() {
    return root.getBoolean("switchboard.encryption.enabled");
  }

  boolean generatesKeys() {
    return root.getBoolean("switchboard.encryption.generate");
  }

  Path keyRing() {
    return Path.of(root.getString("switchboard.encryption.key-ring"));
  }

  Path passwordFile() {
    return Path.of(root.getString("switchboard.encryption.password-file"));
  }
}

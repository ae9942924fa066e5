package io.switchboard.cli;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;

/**
 * The folder that holds everything that a local stack and its node keep: {@code .switchboard} in
 * the checkout, unless {@code --home} or SWITCHBOARD_HOME say otherwise.
 *
 * @param directory absolute
 */
public record Home(Path directory) {
  /** Set by the launcher to the checkout's root. */
  public static final String ROOT_PROPERTY = "switchboard.root";

  static final String ENVIRONMENT = "SWITCHBOARD_HOME";

  public Home {
    directory = directory.toAbsolutePath().normalize();
  }

  /** The checkout's root, or the current folder outside of one. */
  public static Path root() {
    return Path.of(System.getProperty(ROOT_PROPERTY, "")).toAbsolutePath().normalize();
  }

  /** The default one. */
  static Home standard() {
    String fromEnvironment = System.getenv(ENVIRONMENT);
    return new Home(
        fromEnvironment == null || fromEnvironment.isBlank()
            ? root().resolve(".switchboard")
            : Path.of(fromEnvironment));
  }

  /** Another one below this, with servers, keys and ports of its own. */
  public Home nested(String name) {
    return new Home(directory.resolve(name));
  }

  /** Kafka's and Cassandra's data and logs. */
  public Path stack() {
    return directory.resolve("stack");
  }

  /** What a node of the local stack keeps for itself; the first one is number 1. */
  public NodeFiles node(int number) {
    return new NodeFiles(directory.resolve(number == 1 ? "node" : "node-" + number));
  }

  /** The bearer token of the nodes' management APIs. */
  public Path managementToken() {
    return directory.resolve("node/management.token");
  }

  /** The key ring with which the local nodes encrypt. */
  public Path keyRing() {
    return directory.resolve("keys/keyring.bcfks");
  }

  /** The key ring's password. */
  public Path keyRingPassword() {
    return directory.resolve("keys/keyring.password");
  }

  /** Where the nodes that run here are found by other commands. */
  public Path endpointFile() {
    return directory.resolve("node.json");
  }

  /** Makes the folder, readable by its owner only: it will hold keys. */
  public void create() {
    try {
      boolean posix = FileSystems.getDefault().supportedFileAttributeViews().contains("posix");
      FileAttribute<?>[] ownerOnly =
          posix
              ? new FileAttribute<?>[] {
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"))
              }
              : new FileAttribute<?>[0];
      Files.createDirectories(directory, ownerOnly);
    } catch (IOException e) {
      throw CliException.of(
          ExitCodes.FAILED,
          "Cannot make the folder " + directory + ": " + e.getMessage(),
          "Give another one with --home or " + ENVIRONMENT + ".",
          e);
    }
  }
}

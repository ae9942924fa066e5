package io.switchboard.node.management;

import java.nio.file.Path;
import java.util.Optional;

/**
 * Where the management API listens, and who may use it.
 *
 * @param host the address to bind, best one that only operators reach
 * @param port 0 takes any free port
 * @param tokenFile the file whose first line is the bearer token; empty: no call that needs one is
 *     allowed
 */
public record ManagementSettings(String host, int port, Optional<Path> tokenFile) {}

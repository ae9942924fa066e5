package io.switchboard.cli;

import java.nio.file.Path;
import java.util.List;

/**
 * A deployment that commands can name.
 *
 * @param name as in {@code --cluster NAME}
 * @param management its nodes' management APIs, {@code http://host:port}; one is enough, more are
 *     tried in turn
 * @param tokenFile the file with their bearer token
 * @param addresses its nodes' doors, {@code tcp://host:port} or {@code http://host:port}; may be
 *     empty
 */
public record ClusterProfile(
    String name, List<String> management, Path tokenFile, List<String> addresses) {
  public ClusterProfile {
    management = List.copyOf(management);
    addresses = List.copyOf(addresses);
  }
}

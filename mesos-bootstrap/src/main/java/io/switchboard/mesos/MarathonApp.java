package io.switchboard.mesos;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Reads the parts of an app definition that say where its ports are, in the spellings of Marathon
 * 1.5 and later and of the versions before.
 */
record MarathonApp(JsonAt json, String id) {

  /** How the app's tasks are attached to the network. */
  enum NetworkMode {
    HOST,
    BRIDGE,
    CONTAINER
  }

  /**
   * Where a named port is found.
   *
   * @param hostIndex the place among the task's own {@code ports}; empty if the port is not
   *     published on the agent
   * @param containerPort the port inside the container; empty in host mode, and where Marathon
   *     makes it the same as the one on the agent
   */
  record NamedPort(OptionalInt hostIndex, OptionalInt containerPort) {}

  static MarathonApp at(JsonAt json) {
    return new MarathonApp(json, json.require("id").text());
  }

  Map<String, String> labels() {
    Map<String, String> labels = new HashMap<>();
    json.field("labels")
        .map(JsonAt::requireObject)
        .ifPresent(
            all ->
                all.node()
                    .properties()
                    .forEach(e -> labels.put(e.getKey(), e.getValue().asText())));
    return labels;
  }

  /** The tasks, which Marathon writes (even when there are none) if it was asked to embed them. */
  List<JsonAt> tasks() {
    return json.field("tasks")
        .orElseThrow(
            () ->
                new MalformedReplyException(
                    "%s: the field \"tasks\" is missing; ask Marathon with embed=apps.tasks"
                        .formatted(json.place())))
        .elements();
  }

  NetworkMode mode() {
    List<JsonAt> networks = json.elements("networks");
    if (!networks.isEmpty()) {
      return networks.stream()
          .map(network -> modeNamed(network.field("mode").map(JsonAt::text).orElse("container")))
          .reduce((a, b) -> a == b ? a : NetworkMode.CONTAINER)
          .orElseThrow();
    }
    Optional<String> dockerNetwork = docker().flatMap(d -> d.field("network")).map(JsonAt::text);
    if (dockerNetwork.isPresent()) {
      return modeNamed(dockerNetwork.get());
    }
    return json.field("ipAddress").isPresent() ? NetworkMode.CONTAINER : NetworkMode.HOST;
  }

  Optional<NamedPort> portNamed(String name) {
    return mode() == NetworkMode.HOST ? portDefinitionNamed(name) : portMappingNamed(name);
  }

  private Optional<NamedPort> portDefinitionNamed(String name) {
    List<JsonAt> definitions = json.elements("portDefinitions");
    for (int i = 0; i < definitions.size(); i++) {
      if (isNamed(definitions.get(i), name)) {
        return Optional.of(new NamedPort(OptionalInt.of(i), OptionalInt.empty()));
      }
    }
    return Optional.empty();
  }

  private Optional<NamedPort> portMappingNamed(String name) {
    int nextHostIndex = 0;
    for (JsonAt mapping : portMappings()) {
      // On a container network a mapping without a host port takes no place among the task's ports.
      boolean published = mode() == NetworkMode.BRIDGE || mapping.field("hostPort").isPresent();
      if (isNamed(mapping, name)) {
        int containerPort = mapping.field("containerPort").map(p -> p.port(0)).orElse(0);
        return Optional.of(
            new NamedPort(
                published ? OptionalInt.of(nextHostIndex) : OptionalInt.empty(),
                containerPort > 0 ? OptionalInt.of(containerPort) : OptionalInt.empty()));
      }
      if (published) {
        nextHostIndex++;
      }
    }
    return Optional.empty();
  }

  private List<JsonAt> portMappings() {
    List<JsonAt> mappings =
        json.field("container").map(c -> c.elements("portMappings")).orElse(List.of());
    return mappings.isEmpty()
        ? docker().map(d -> d.elements("portMappings")).orElse(List.of())
        : mappings;
  }

  private Optional<JsonAt> docker() {
    return json.field("container").flatMap(c -> c.field("docker"));
  }

  private static boolean isNamed(JsonAt port, String name) {
    return port.field("name").map(JsonAt::text).filter(name::equals).isPresent();
  }

  private static NetworkMode modeNamed(String mode) {
    return switch (mode) {
      case "host", "HOST", "NONE" -> NetworkMode.HOST;
      case "container/bridge", "BRIDGE" -> NetworkMode.BRIDGE;
      default -> NetworkMode.CONTAINER;
    };
  }
}

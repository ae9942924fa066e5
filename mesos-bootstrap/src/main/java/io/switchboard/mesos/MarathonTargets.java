package io.switchboard.mesos;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.switchboard.mesos.MarathonApp.NamedPort;
import io.switchboard.mesos.MarathonApp.NetworkMode;
import io.switchboard.mesos.TargetWarning.Kind;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Finds a cluster's contact points in Marathon's answer to {@code GET /v2/apps?embed=apps.tasks}.
 *
 * <p>Pure: no network, no name lookup, no log. The answer is all or nothing: a document that cannot
 * be read throws, while an app or a task that is merely not reachable is left out with a warning.
 * Only the fields {@code id}, {@code appId}, {@code host} and {@code state} of a task are needed,
 * and unknown fields are ignored, so that old and new Marathons will do. The caller limits the size
 * of the answer; the work is linear in it.
 */
public final class MarathonTargets {
  /** Bounds the memory that a small answer can take as a tree; a task has about 60. */
  private static final int MAX_TOKENS = 1_000_000;

  private static final int MAX_DEPTH = 100;
  private static final ObjectMapper JSON =
      JsonMapper.builder(
              JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder()
                          .maxTokenCount(MAX_TOKENS)
                          .maxNestingDepth(MAX_DEPTH)
                          .build())
                  .build())
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private final TargetQuery query;
  private final Set<String> wantedStates;
  private final Set<String> seen = new HashSet<>();
  private final List<Target> targets = new ArrayList<>();
  private final List<TargetWarning> warnings = new ArrayList<>();

  private MarathonTargets(TargetQuery query) {
    this.query = query;
    this.wantedStates =
        query.states().stream().map(TaskState::mesosName).collect(Collectors.toSet());
  }

  /**
   * As {@link #parse(JsonNode, TargetQuery)}, from the body of the answer.
   *
   * @throws MalformedReplyException if it is not one whole JSON document of the expected form
   */
  public static Targets parse(String body, TargetQuery query) {
    try {
      return parse(JSON.readTree(body), query);
    } catch (StreamConstraintsException e) {
      throw new MalformedReplyException(
          "Marathon's answer has more than %,d JSON tokens, or is nested deeper than %d"
              .formatted(MAX_TOKENS, MAX_DEPTH));
    } catch (JsonProcessingException e) {
      // Jackson's own message quotes the text at fault, which may be part of a secret.
      throw new MalformedReplyException(
          "Marathon's answer is not one JSON document: it cannot be read beyond line %d, column %d"
              .formatted(e.getLocation().getLineNr(), e.getLocation().getColumnNr()));
    }
  }

  /**
   * The contact points of every task that the query asks for.
   *
   * @throws MalformedReplyException if the document is not of the expected form; never a partial
   *     list
   */
  public static Targets parse(JsonNode answer, TargetQuery query) {
    MarathonTargets found = new MarathonTargets(query);
    for (JsonAt json : new JsonAt(answer, "").require("apps").elements()) {
      MarathonApp app = MarathonApp.at(json);
      if (query.apps().matches(app.id(), app.labels())) {
        found.seen.add(app.id());
        found.addTasksOf(app);
      }
    }
    found.warnOfUnknownApps();
    return new Targets(found.targets, found.warnings);
  }

  private void warnOfUnknownApps() {
    if (query.apps() instanceof AppSelector.ByIds ids) {
      ids.appIds().stream()
          .filter(id -> !seen.contains(id))
          .sorted()
          .forEach(
              id ->
                  warnings.add(
                      new TargetWarning(
                          Kind.APP_UNKNOWN,
                          id,
                          Optional.empty(),
                          "app %s is not in Marathon's list; is it deployed, and its id right?"
                              .formatted(id))));
    }
  }

  private void addTasksOf(MarathonApp app) {
    List<Task> tasks = app.tasks().stream().map(Task::at).filter(this::isWanted).toList();
    Optional<NamedPort> port = app.portNamed(query.portName());
    if (port.isEmpty()) {
      warnings.add(
          new TargetWarning(
              Kind.PORT_NAME_UNKNOWN,
              app.id(),
              Optional.empty(),
              "app %s has no port named \"%s\" for its %s network; name one in its definition"
                  .formatted(app.id(), query.portName(), app.mode())));
      return;
    }
    for (Task task : tasks) {
      if (reachedInContainer(app.mode())) {
        addAtContainer(task, port.get());
      } else {
        addAtHost(task, port.get());
      }
    }
  }

  private boolean isWanted(Task task) {
    return wantedStates.contains(task.state) && (!query.requireHealthy() || task.isHealthy());
  }

  private boolean reachedInContainer(NetworkMode mode) {
    return switch (query.addressPolicy()) {
      case HOST -> false;
      case CONTAINER_IP -> true;
      case AUTO -> mode == NetworkMode.CONTAINER;
    };
  }

  private void addAtHost(Task task, NamedPort port) {
    if (port.hostIndex().isEmpty()) {
      skip(
          Kind.NO_HOST_PORT,
          task,
          "port \"%s\" has no hostPort; give it one, or ask for container addresses"
              .formatted(query.portName()));
      return;
    }
    portOnAgent(task, port).ifPresent(onAgent -> add(task, task.host, onAgent));
  }

  private void addAtContainer(Task task, NamedPort port) {
    Optional<String> address = task.firstIpAddress();
    if (address.isEmpty()) {
      skip(Kind.NO_IP_ADDRESS, task, "the container has no IP address (yet)");
    } else if (port.containerPort().isPresent()) {
      add(task, address.get(), port.containerPort().getAsInt());
    } else if (port.hostIndex().isPresent()) {
      // Host mode, or a container port of 0, which Marathon makes equal to the port on the agent.
      portOnAgent(task, port).ifPresent(onAgent -> add(task, address.get(), onAgent));
    } else {
      skip(
          Kind.NO_CONTAINER_PORT,
          task,
          "port \"%s\" has neither a containerPort nor a hostPort".formatted(query.portName()));
    }
  }

  private OptionalInt portOnAgent(Task task, NamedPort port) {
    List<JsonAt> ports = task.json.elements("ports");
    int index = port.hostIndex().getAsInt();
    if (index >= ports.size()) {
      skip(
          Kind.TOO_FEW_PORTS,
          task,
          "port \"%s\" is number %d of its app, but the task holds %d ports"
              .formatted(query.portName(), index + 1, ports.size()));
      return OptionalInt.empty();
    }
    return OptionalInt.of(ports.get(index).port(1));
  }

  private void add(Task task, String host, int port) {
    targets.add(new Target(task.appId, task.id, host, port, IpLiteral.parse(host)));
  }

  private void skip(Kind kind, Task task, String why) {
    warnings.add(
        new TargetWarning(
            kind,
            task.appId,
            Optional.of(task.id),
            "task %s of app %s is left out: %s".formatted(task.id, task.appId, why)));
  }

  /** A task with the four fields that it must have. */
  private record Task(JsonAt json, String id, String appId, String host, String state) {
    static Task at(JsonAt json) {
      return new Task(
          json,
          json.require("id").text(),
          json.require("appId").text(),
          json.require("host").text(),
          json.require("state").text());
    }

    boolean isHealthy() {
      List<JsonAt> results = json.elements("healthCheckResults");
      return !results.isEmpty()
          && results.stream().allMatch(r -> r.field("alive").map(JsonAt::bool).orElse(false));
    }

    Optional<String> firstIpAddress() {
      return json.elements("ipAddresses").stream()
          .findFirst()
          .map(address -> address.require("ipAddress").text());
    }
  }
}

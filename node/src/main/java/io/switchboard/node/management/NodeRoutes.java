package io.switchboard.node.management;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;

/** What a node tells about itself alone. */
final class NodeRoutes {
  private final NodeFacts facts;
  private final BooleanSupplier ready;
  private final Clock clock;

  NodeRoutes(NodeFacts facts, BooleanSupplier ready, Clock clock) {
    this.facts = facts;
    this.ready = ready;
    this.clock = clock;
  }

  List<Route> routes() {
    return List.of(Route.getNow("/switchboard/node", call -> node()));
  }

  private Answer node() {
    ObjectNode body = JsonNodeFactory.instance.objectNode();
    body.put("clusterId", facts.clusterId());
    body.put("version", facts.version());
    body.put("incarnation", facts.incarnation());
    body.put("pid", ProcessHandle.current().pid());
    body.put("startedAt", facts.startedAt().toString());
    body.put("uptimeMs", Duration.between(facts.startedAt(), clock.instant()).toMillis());
    Runtime jvm = Runtime.getRuntime();
    body.put("usedHeapBytes", jvm.totalMemory() - jvm.freeMemory());
    body.put("maxHeapBytes", jvm.maxMemory());
    body.put("ready", ready.getAsBoolean());
    ObjectNode addresses = body.putObject("addresses");
    new TreeMap<>(facts.addresses().get()).forEach(addresses::put);
    ObjectNode door = body.putObject("door");
    new TreeMap<>(facts.counters().get()).forEach(door::put);
    ObjectNode sessions = body.putObject("sessions");
    new TreeMap<>(facts.sessionCounters().get()).forEach(sessions::put);
    return Answer.json(200, body);
  }
}

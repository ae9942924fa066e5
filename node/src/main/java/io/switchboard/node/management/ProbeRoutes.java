package io.switchboard.node.management;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Optional;

/** Health, for whoever starts and balances nodes: the calls that need no token. */
final class ProbeRoutes {
  private final Readiness readiness;

  ProbeRoutes(Readiness readiness) {
    this.readiness = readiness;
  }

  List<Route> routes() {
    return List.of(
        Route.getNow("/alive", call -> alive()).open(),
        Route.getNow("/ready", call -> ready()).open());
  }

  private static Answer alive() {
    return Answer.json(200, JsonNodeFactory.instance.objectNode().put("alive", true));
  }

  private Answer ready() {
    Optional<String> whyNot = readiness.whyNot();
    ObjectNode body = JsonNodeFactory.instance.objectNode().put("ready", whyNot.isEmpty());
    whyNot.ifPresent(reason -> body.put("reason", reason));
    return Answer.json(whyNot.isEmpty() ? 200 : 503, body);
  }
}

package io.switchboard.node.management;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.List;
import java.util.function.BooleanSupplier;

/** Health, for whoever starts and balances nodes: the calls that need no token. */
final class ProbeRoutes {
  private final BooleanSupplier ready;

  ProbeRoutes(BooleanSupplier ready) {
    this.ready = ready;
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
    boolean isReady = ready.getAsBoolean();
    return Answer.json(
        isReady ? 200 : 503, JsonNodeFactory.instance.objectNode().put("ready", isReady));
  }
}

package io.switchboard.entity.simulator;

import io.switchboard.core.model.LaneId;
import io.switchboard.core.model.SessionId;
import io.switchboard.core.port.ProducerLane;
import io.switchboard.core.port.ProducerLanes;
import io.switchboard.entity.simulator.SimNode.Loss;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** A node's lane, and the next generation of it when it died. */
final class ModelLanes implements ProducerLanes {
  private final SimNode node;
  private final World world;
  private Optional<ModelLane> current = Optional.empty();
  private Optional<CompletableFuture<ProducerLane>> starting = Optional.empty();
  private int generation;

  ModelLanes(SimNode node, World world) {
    this.node = node;
    this.world = world;
  }

  @Override
  public CompletionStage<ProducerLane> laneFor(SessionId session) {
    if (starting.isPresent()) {
      return starting.get();
    }
    if (current().isPresent()) {
      return CompletableFuture.completedFuture(current().get());
    }
    CompletableFuture<ProducerLane> started = new CompletableFuture<>();
    starting = Optional.of(started);
    start(started);
    return started;
  }

  private void start(CompletableFuture<ProducerLane> started) {
    LaneId id = new LaneId(node.name() + "/lane-" + ++generation);
    node.ask(
        "initialise " + id,
        world.faults().strikes(Fault.LANE_START_FAILED) ? Loss.ANSWER : Loss.NOTHING,
        () -> {
          world.kafka().coordinator().initialise(id);
          return id;
        },
        done -> {
          starting = Optional.empty();
          if (done.isPresent()) {
            ModelLane lane = new ModelLane(id, node, world);
            world.oracle().began(lane);
            current = Optional.of(lane);
            started.complete(lane);
          } else {
            started.completeExceptionally(new IllegalStateException(id + " did not start"));
          }
        });
  }

  Optional<ModelLane> current() {
    return current.filter(ModelLane::isAlive);
  }

  @Override
  public Optional<ProducerLane> liveLane(LaneId id) {
    return current().filter(lane -> lane.id().equals(id)).map(ProducerLane.class::cast);
  }

  void crash() {
    current.ifPresent(ModelLane::vanish);
  }
}

package io.switchboard.entity.simulator;

import io.switchboard.core.session.Reply;
import io.switchboard.core.session.SessionCommand.ClientCall;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;

/**
 * The network, and who believes that the session lives where: each node has a view of its own.
 * Without double owners all views are one, and change only when the owner before is gone.
 */
final class Cluster {
  private final World world;
  private final Scheduler scheduler;
  private final Faults faults;
  private final List<SimNode> nodes = new ArrayList<>();
  private final int[] ownerSeenBy;
  private int nextOwner;

  Cluster(World world, int size) {
    this.world = world;
    this.scheduler = world.scheduler();
    this.faults = world.faults();
    this.ownerSeenBy = new int[size];
  }

  void add(SimNode node) {
    nodes.add(node);
  }

  List<SimNode> nodes() {
    return nodes;
  }

  SimNode anyNode() {
    return scheduler.oneOf(nodes);
  }

  SimNode ownerSeenBy(int node) {
    return nodes.get(ownerSeenBy[node]);
  }

  // Calls.

  /** A client's call to any node; it may get lost, arrive late, or twice, and so may the answer. */
  void call(ClientCall call, Instant deadline, Consumer<Reply> client) {
    int copies = faults.strikes(Fault.CALL_TWICE) ? 2 : 1;
    for (int i = 0; i < copies; i++) {
      if (!faults.strikes(Fault.CALL_LOST)) {
        int through = scheduler.below(nodes.size());
        scheduler.in(
            latencyMs(Fault.CALL_LATE),
            "call arrives",
            () ->
                nodes
                    .get(through)
                    .post(0, "call", () -> forward(through, call, deadline, answerTo(client))));
      }
    }
  }

  private int latencyMs(Fault late) {
    return faults.strikes(late) ? scheduler.between(100, 2_500) : scheduler.between(1, 12);
  }

  private Consumer<Reply> answerTo(Consumer<Reply> client) {
    return reply -> {
      if (!faults.strikes(Fault.ANSWER_LOST)) {
        scheduler.in(latencyMs(Fault.ANSWER_LATE), "answer arrives", () -> client.accept(reply));
      }
    };
  }

  /** The sweep: through any node, to the one that this believes to be the owner. */
  void wake() {
    SimNode through = anyNode();
    through.post(
        scheduler.between(1, 12),
        "wakes the session",
        () -> {
          SimNode owner = ownerSeenBy(through.number());
          owner.post(
              scheduler.between(0, 5),
              "wake-up is delivered",
              () -> {
                if (world.isDoubleOwned() || owner == ownerSeenBy(through.number())) {
                  owner.wake();
                }
              });
        });
  }

  /** To the node that this one believes to be the owner. */
  void forward(int from, ClientCall call, Instant deadline, Consumer<Reply> answer) {
    scheduler.in(
        scheduler.between(0, 5),
        "call is routed",
        () -> {
          SimNode owner = ownerSeenBy(from);
          owner.post(
              0,
              "call is delivered",
              () -> {
                if (world.isDoubleOwned() || owner == ownerSeenBy(from)) {
                  owner.deliver(call, deadline, answer);
                }
              });
        });
  }

  // Ownership.

  /** Puts the session to rest, and lets it go on elsewhere, or at the same place. */
  void handOver() {
    nextOwner = scheduler.below(nodes.size());
    ownerSeenBy(scheduler.below(nodes.size())).handOff();
  }

  void onStopped(SimNode node) {
    if (!world.isDoubleOwned() && ownerSeenBy[0] == node.number()) {
      Arrays.fill(ownerSeenBy, nextOwner);
    }
  }

  /** After a while the others find a new owner. */
  void onCrash(SimNode node) {
    scheduler.in(scheduler.between(200, 2_000), "fail-over", () -> failOver(node));
  }

  private void failOver(SimNode from) {
    int to = scheduler.below(nodes.size());
    for (int i = 0; i < ownerSeenBy.length; i++) {
      if (ownerSeenBy[i] == from.number() && from.entity().isEmpty()) {
        ownerSeenBy[i] = to;
      }
    }
  }

  /** Some nodes come to believe that the session is at another place; nobody stops. */
  void split() {
    faults.note(Fault.DOUBLE_OWNER);
    int other = scheduler.below(nodes.size());
    for (int i = 0; i < ownerSeenBy.length; i++) {
      if (i == other || scheduler.oneIn(2)) {
        ownerSeenBy[i] = other;
      }
    }
    scheduler.in(scheduler.between(200, 4_000), "views are healed", () -> heal(anyNode()));
  }

  /** All agree again; owners elsewhere are put to rest, or live on for a while. */
  void heal(SimNode owner) {
    if (!world.isDoubleOwned()) {
      return;
    }
    Arrays.fill(ownerSeenBy, owner.number());
    for (SimNode node : nodes) {
      if (node != owner && node.entity().isPresent()) {
        if (scheduler.oneIn(2)) {
          node.handOff();
        } else {
          scheduler.in(scheduler.between(0, 4_000), "rests at last", node::handOff);
        }
      }
    }
  }
}

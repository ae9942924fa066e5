package io.switchboard.entity.simulator;

import io.switchboard.core.model.LaneId;
import io.switchboard.core.session.Reply;
import io.switchboard.core.session.SessionCommand;
import io.switchboard.core.session.SessionCommand.ClientCall;
import io.switchboard.entity.EntityEffects;
import io.switchboard.entity.SessionPorts;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * A process: it hosts at most one incarnation of the session's entity, and one lane. What it has
 * sent arrives although it dies; what it waits for does not reach its next life.
 */
final class SimNode {
  private static final int MAX_HELD_CALLS = 100;
  private static final int ANSWER_TIMEOUT_MS = 200;
  private static final int LEAVE_WITHIN_MS = 1_000;
  private static final int FAST_NODE_MS = 8;
  private static final int SLOW_NODE_MS = 150;

  /** What becomes of a request to a server. */
  enum Loss {
    NOTHING,
    REQUEST,
    ANSWER,
    /** The sender gives up, and the request arrives much later. */
    LATE
  }

  private record HeldCall(ClientCall call, Instant deadline, Consumer<Reply> answer) {}

  private final World world;
  private final Scheduler scheduler;
  private final int number;
  private final List<Runnable> heldBack = new ArrayList<>();
  private final List<HeldCall> heldCalls = new ArrayList<>();
  private int life;
  private final int clockSkewMs;
  private final int slowestMs;
  private boolean alive = true;
  private boolean paused;
  private boolean handingOff;
  private final NodeFolder folder;
  private ModelLanes lanes;
  private SessionPorts ports;
  private EntityEffects.OfNode shared;
  private Optional<SimEntity> entity = Optional.empty();

  SimNode(World world, int number) {
    this.world = world;
    this.scheduler = world.scheduler();
    this.number = number;
    this.folder = new NodeFolder(this, world);
    this.clockSkewMs = scheduler.between(-100, 100);
    this.slowestMs = scheduler.oneIn(3) ? SLOW_NODE_MS : FAST_NODE_MS;
    begin();
  }

  private void begin() {
    lanes = new ModelLanes(this, world);
    ports =
        new SessionPorts(
            new ModelSource(this, world),
            new ModelCatalog(this, world),
            lanes,
            new ModelLedger(this, world),
            ClaimFirst.ifWanted(new RegisterClient(this, world), lanes, world),
            new ForgetfulDirectory(),
            new SpillClient(this, world),
            folder);
    shared =
        new EntityEffects.OfNode(
            ports, () -> scheduler.clock().elapsedMs() * 1_000_000, this::inTime);
    folder.bringBack(ports.spillStore(), ports.ownership());
  }

  private CompletableFuture<Boolean> inTime(CompletableFuture<Boolean> stores) {
    post(
        LEAVE_WITHIN_MS,
        "leaving took too long",
        () -> stores.completeExceptionally(new IllegalStateException("too late")));
    return stores;
  }

  NodeFolder folder() {
    return folder;
  }

  int number() {
    return number;
  }

  /** Names this life of the process. */
  LaneId name() {
    return new LaneId("node-" + number + "." + life);
  }

  int clockSkewMs() {
    return clockSkewMs;
  }

  boolean isAlive() {
    return alive;
  }

  boolean isPaused() {
    return paused;
  }

  SessionPorts ports() {
    return ports;
  }

  EntityEffects.OfNode shared() {
    return shared;
  }

  ModelLanes lanes() {
    return lanes;
  }

  Optional<SimEntity> entity() {
    return entity;
  }

  // Time and servers.

  /** Runs something here after a while, if this life of the process lasts as long. */
  void post(long delayMs, String what, Runnable run) {
    if (alive) {
      postFor(life, delayMs, what, run);
    }
  }

  private void postFor(int forLife, long delayMs, String what, Runnable run) {
    scheduler.in(delayMs, what, () -> runHere(forLife, run));
  }

  private void runHere(int forLife, Runnable run) {
    if (!alive || forLife != life) {
      return;
    }
    if (paused) {
      heldBack.add(() -> runHere(forLife, run));
    } else {
      run.run();
    }
  }

  /** Asks a server; the answer is empty if none came in time. */
  <R> void ask(String what, Loss loss, Supplier<R> server, Consumer<Optional<R>> answer) {
    if (!alive) {
      return;
    }
    int asker = life;
    int slowest = world.faults().haveEnded() ? FAST_NODE_MS : slowestMs;
    int latencyMs = scheduler.between(1, slowest);
    if (loss == Loss.NOTHING) {
      scheduler.in(
          latencyMs,
          what,
          () -> {
            Optional<R> result = Optional.of(serve(what, server));
            postFor(asker, scheduler.between(1, slowest), "answer", () -> answer.accept(result));
          });
      return;
    }
    world.scheduler().trace().say(() -> what + " of node " + number + " loses its " + loss);
    if (loss != Loss.REQUEST) {
      int arrivesMs = loss == Loss.LATE ? scheduler.between(300, 5_000) : latencyMs;
      scheduler.in(arrivesMs, what, () -> serve(what, server));
    }
    postFor(asker, ANSWER_TIMEOUT_MS, "no answer", () -> answer.accept(Optional.empty()));
  }

  private <R> R serve(String what, Supplier<R> server) {
    R result = server.get();
    scheduler.trace().say(() -> what + " for node " + number + ": " + result);
    return result;
  }

  // The life of the process.

  void crash() {
    scheduler.trace().say(() -> "node " + number + " crashes");
    alive = false;
    paused = false;
    handingOff = false;
    life++;
    lanes.crash();
    heldBack.clear();
    heldCalls.clear();
    entity.ifPresent(SimEntity::vanish);
    entity = Optional.empty();
    world.cluster().onCrash(this);
    scheduler.in(scheduler.between(100, 3_000), "restart", this::restart);
  }

  void restart() {
    if (!alive) {
      alive = true;
      begin();
      scheduler.trace().say(() -> "node " + number + " is back");
    }
  }

  void pause() {
    paused = true;
    scheduler.trace().say(() -> "node " + number + " stands still");
  }

  void resume() {
    if (paused) {
      paused = false;
      scheduler.trace().say(() -> "node " + number + " goes on");
      List<Runnable> missed = List.copyOf(heldBack);
      heldBack.clear();
      for (Runnable run : missed) {
        scheduler.in(scheduler.between(0, 5), "held back", run);
      }
    }
  }

  // The session.

  void deliver(ClientCall call, Instant deadline, Consumer<Reply> answer) {
    if (handingOff) {
      if (heldCalls.size() < MAX_HELD_CALLS) {
        heldCalls.add(new HeldCall(call, deadline, answer));
      }
      return;
    }
    live().call(call, deadline, answer);
  }

  private SimEntity live() {
    if (entity.isEmpty()) {
      SimEntity begun = new SimEntity(this, world);
      entity = Optional.of(begun);
      begun.start();
    }
    return entity.get();
  }

  /** Something was left for the session; while it is handed over that is not kept. */
  void wake() {
    if (!handingOff) {
      live().nudge(new SessionCommand.Resume());
    }
  }

  /** Puts the session to rest; its calls wait meanwhile, and go where they are routed then. */
  void handOff() {
    if (!handingOff && entity.isPresent()) {
      handingOff = true;
      entity.get().askedToStop();
    }
  }

  void onStopped(SimEntity stopped) {
    if (entity.filter(e -> e == stopped).isPresent()) {
      entity = Optional.empty();
      handingOff = false;
      world.cluster().onStopped(this);
      List<HeldCall> calls = List.copyOf(heldCalls);
      heldCalls.clear();
      calls.forEach(
          held -> world.cluster().forward(number, held.call(), held.deadline(), held.answer()));
    }
  }
}

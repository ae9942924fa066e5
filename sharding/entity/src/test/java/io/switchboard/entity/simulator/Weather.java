package io.switchboard.entity.simulator;

import io.switchboard.core.model.Digest;
import io.switchboard.core.model.ReadToken;
import io.switchboard.core.model.StageToken;
import io.switchboard.core.session.SessionCommand;
import io.switchboard.core.session.SessionCommand.AckRead;
import io.switchboard.core.session.SessionCommand.AckWrite;
import io.switchboard.core.session.SessionCommand.Allocate;
import io.switchboard.core.session.SessionCommand.ClientCall;
import io.switchboard.core.session.SessionCommand.Describe;
import io.switchboard.core.session.SessionCommand.Dispose;
import io.switchboard.core.session.SessionCommand.Read;
import io.switchboard.core.session.SessionCommand.Write;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What happens by itself: nodes crash, stand still and come back, sessions move, clients fall
 * asleep, other producers write, old calls come up again. And what an entity's shell asks now and
 * then.
 */
final class Weather {
  private static final List<Fault> EVENTS =
      List.of(
          Fault.STALE_CALL,
          Fault.CLIENT_ZOMBIE,
          Fault.NODE_CRASH,
          Fault.NODE_PAUSE,
          Fault.HAND_OVER,
          Fault.DOUBLE_OWNER,
          Fault.LANE_DIED,
          Fault.LANE_REAPED,
          Fault.FOREIGN_TRANSACTION,
          Fault.TOPIC_HELD_BACK,
          Fault.RETENTION);

  private final World world;
  private final Scheduler scheduler;
  private final Faults faults;

  Weather(World world) {
    this.world = world;
    this.scheduler = world.scheduler();
    this.faults = world.faults();
  }

  void begin() {
    upkeep();
    change();
    if (scheduler.oneIn(5)) {
      stray();
    }
  }

  /** In some runs somebody sends nonsense all the time. */
  private void stray() {
    if (!faults.haveEnded()) {
      faults.note(Fault.STALE_CALL);
      world.cluster().call(strayCall(), Instant.MAX, world::overheard);
      scheduler.in(scheduler.between(5, 60), "stray call", this::stray);
    }
  }

  private void changeLater() {
    scheduler.in(scheduler.between(20, 400), "weather", this::change);
  }

  private void change() {
    Fault fault = scheduler.oneOf(EVENTS);
    if (faults.mayHappen(fault)) {
      happen(fault);
    }
    if (faults.mayHappen(Fault.DOUBLE_OWNER) && scheduler.oneIn(5)) {
      world.cluster().split();
    }
    if (world.isBuffered() && !faults.haveEnded() && scheduler.oneIn(4)) {
      happen(Fault.HAND_OVER);
    }
    if (!world.isWriter()) {
      world.kafka().foreignEvents(scheduler.between(0, 30));
    }
    changeLater();
  }

  /** As the shell's tick does, but at any moment. */
  private void upkeep() {
    for (SimNode node : world.cluster().nodes()) {
      node.entity()
          .ifPresent(
              entity ->
                  entity.nudge(
                      switch (scheduler.below(5)) {
                        case 0 -> new SessionCommand.Slacken();
                        case 1 -> new SessionCommand.Forget();
                        case 2 -> new SessionCommand.Expire(entity.lastCallAt());
                        default -> new SessionCommand.BeginCheckpoint();
                      }));
    }
    if (!world.spill().isEmpty() && scheduler.oneIn(4)) {
      world.cluster().wake();
    }
    scheduler.in(scheduler.between(50, 500), "upkeep", this::upkeep);
  }

  private void happen(Fault fault) {
    SimNode node = world.cluster().anyNode();
    switch (fault) {
      case STALE_CALL -> {
        faults.note(fault);
        world.cluster().call(strayCall(), Instant.MAX, world::overheard);
      }
      case CLIENT_ZOMBIE -> {
        if (world.isAllocated() && !world.latest().isAsleep() && scheduler.oneIn(3)) {
          faults.note(fault);
          world.zombie();
        }
      }
      case NODE_CRASH -> {
        if (node.isAlive()) {
          faults.note(fault);
          node.crash();
        }
      }
      case NODE_PAUSE -> pause(node);
      case HAND_OVER -> {
        faults.note(fault);
        world.cluster().handOver();
      }
      case DOUBLE_OWNER -> world.cluster().split();
      case LANE_DIED ->
          node.lanes()
              .current()
              .ifPresent(
                  lane -> {
                    faults.note(fault);
                    lane.die("its thread failed");
                  });
      case LANE_REAPED ->
          node.lanes()
              .current()
              .ifPresent(
                  lane -> {
                    faults.note(fault);
                    world.kafka().coordinator().fence(lane.id());
                  });
      case FOREIGN_TRANSACTION -> {
        faults.note(fault);
        world.kafka().foreignLedgerRecord(scheduler.between(50, 2_500));
      }
      case TOPIC_HELD_BACK -> {
        faults.note(fault);
        world.kafka().foreignEvents(scheduler.between(100, 2_500));
      }
      case RETENTION -> {
        faults.note(fault);
        ModelLog log = world.kafka().topic(scheduler.below(Known.PARTITIONS));
        log.retainFrom(log.stable() - scheduler.between(0, 6));
      }
      default -> throw new IllegalStateException(fault + " does not happen by itself");
    }
  }

  /** With double owners, the others may take the one that stands still for dead. */
  private void pause(SimNode node) {
    if (node.isAlive() && !node.isPaused()) {
      faults.note(Fault.NODE_PAUSE);
      node.pause();
      scheduler.in(scheduler.between(50, 6_000), "goes on", node::resume);
      if (world.isDoubleOwned() && scheduler.oneIn(2)) {
        world.cluster().split();
      }
    }
  }

  /** What nobody in their right mind would send now: late, foreign, or of the wrong kind. */
  private ClientCall strayCall() {
    List<ClientCall> history =
        world.clients().get(scheduler.below(world.clients().size())).history();
    int which = scheduler.below(12);
    if (!world.isAllocated()) {
      which = 6 + scheduler.below(4);
    }
    if (which < 6 && !history.isEmpty()) {
      ClientCall old = scheduler.oneOf(history);
      boolean harmless = !(old instanceof Describe describe && describe.takeOver());
      return harmless ? old : new Describe(0, false);
    }
    Digest digest = Known.digest("stray");
    StageToken stage = new StageToken(Known.OTHER_SESSION, 0, 1, 1, digest);
    ReadToken token =
        new ReadToken(
            Known.OTHER_SESSION,
            0,
            Known.TOPIC.id(),
            1,
            1,
            Known.spec(true, "").start(),
            Known.spec(true, "").start());
    return switch (which) {
      case 6 -> new AckWrite(0, 0, 1, stage);
      case 7 -> new AckRead(0, 0, 1, token);
      case 8 -> new Write(0, 0, 2, Known.batch("stray", 1), Optional.of(stage));
      case 9 -> new Read(0, 0, 2, Optional.of(token), 5, 50, Duration.ZERO);
      case 10 -> new Allocate(0, Known.spec(scheduler.oneIn(2), "another request"));
      case 11 -> new Dispose(0, -1);
      default -> new Describe(0, false);
    };
  }
}

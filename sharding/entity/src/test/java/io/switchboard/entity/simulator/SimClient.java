package io.switchboard.entity.simulator;

import io.switchboard.core.session.RejectCode;
import io.switchboard.core.session.Reply;
import io.switchboard.core.session.SessionCommand.Allocate;
import io.switchboard.core.session.SessionCommand.ClientCall;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * A client as the SDKs are: one call at a time, sent again through any node when no answer came; an
 * answer to a call that was given up is not heard. It may fall asleep with a call half done.
 */
abstract class SimClient {
  private static final Set<RejectCode> TRY_AGAIN =
      EnumSet.of(
          RejectCode.UNAVAILABLE,
          RejectCode.NOT_READY,
          RejectCode.STORE_UNAVAILABLE,
          RejectCode.OWNER_CHANGED,
          RejectCode.REPLACED_BY_RETRY,
          RejectCode.SERVER_BEHIND,
          RejectCode.BACKPRESSURE);

  private static final int MAX_REMEMBERED = 200;

  final World world;
  final Scheduler scheduler;
  private final String name;
  private final List<ClientCall> history = new ArrayList<>();
  private long calls;
  private boolean waiting;
  private boolean asleep;
  private boolean retired;

  SimClient(World world, String name) {
    this.world = world;
    this.scheduler = world.scheduler();
    this.name = name;
  }

  /** Decides on the next call and sends it. */
  abstract void act();

  /** Takes the answer to the call under way. */
  abstract void hear(ClientCall call, Reply reply);

  /** How many batches are done for it. */
  abstract long done();

  /** What an owner has accepted from it counts too, and must be done in the end. */
  long owed() {
    return done();
  }

  String name() {
    return name;
  }

  boolean isRetired() {
    return retired;
  }

  List<ClientCall> history() {
    return history;
  }

  void begin() {
    scheduler.in(scheduler.between(0, 20), "client acts", this::actIfAwake);
  }

  private void actIfAwake() {
    if (asleep || retired || waiting) {
      return;
    }
    if (world.isAllocated()) {
      act();
    } else {
      send(new Allocate(0, world.spec("request")));
    }
  }

  void send(ClientCall call) {
    scheduler.trace().say(() -> name + " sends " + call);
    if (history.size() < MAX_REMEMBERED) {
      history.add(call);
    }
    long nr = ++calls;
    waiting = true;
    int patienceMs = scheduler.between(300, 2_000);
    Instant deadline = scheduler.clock().instant().plus(Duration.ofMillis(patienceMs));
    world.cluster().call(call, deadline, reply -> answered(nr, call, reply));
    scheduler.in(patienceMs, "patience ends", () -> giveUp(nr));
  }

  private void answered(long nr, ClientCall call, Reply reply) {
    world.overheard(reply);
    if (nr == calls && waiting && !asleep && !retired) {
      scheduler.trace().say(() -> name + " hears " + reply);
      waiting = false;
      hear(call, reply);
      boolean refused = reply instanceof Reply.Rejected;
      scheduler.in(
          refused ? scheduler.between(20, 250) : scheduler.between(0, 20),
          "client acts",
          this::actIfAwake);
    }
  }

  private void giveUp(long nr) {
    if (nr == calls && waiting) {
      waiting = false;
      actIfAwake();
    }
  }

  boolean isAsleep() {
    return asleep;
  }

  void sleep() {
    scheduler.trace().say(() -> name + " falls asleep");
    asleep = true;
  }

  void wake() {
    if (asleep) {
      scheduler.trace().say(() -> name + " wakes up");
      asleep = false;
      begin();
    }
  }

  /** Another client has taken over, or the session is over. */
  void retire() {
    scheduler.trace().say(() -> name + " retires");
    retired = true;
  }

  void heardOfTheEnd(ClientCall call, Reply reply) {
    if (!world.isDisposed()) {
      throw innocent(call, reply);
    }
    retire();
  }

  /**
   * Codes that say: the same call again. That a session is not known may also be said by an owner
   * that read an empty journal, before another one allocated the session, and was not called since.
   */
  boolean saysTryAgain(RejectCode code) {
    return TRY_AGAIN.contains(code)
        || (code == RejectCode.SESSION_UNKNOWN && world.isDoubleOwned());
  }

  Violation.SimulationFailure innocent(ClientCall call, Reply reply) {
    return Violation.WRONGLY_REFUSED.because(name + " asked " + call + " and was told " + reply);
  }
}

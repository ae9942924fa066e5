package io.switchboard.entity;

import io.switchboard.core.model.LaneId;
import io.switchboard.core.model.SessionId;
import io.switchboard.core.model.SessionRole;
import io.switchboard.core.model.SessionSpec;
import io.switchboard.core.port.ProducerLane;
import io.switchboard.core.port.SessionDirectory;
import io.switchboard.core.session.Durable;
import io.switchboard.core.session.Effect;
import io.switchboard.core.session.SessionCommand;
import io.switchboard.entity.reading.ReaderFeed;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Does what a session decided. Runs on the entity's actor; whatever takes time is done by the
 * ports, and its result comes back as a command of the same generation.
 */
final class EffectRunner {
  private static final Logger LOG = LoggerFactory.getLogger(EffectRunner.class);

  private final SessionId session;
  private final SessionPorts ports;
  private final SessionCommons commons;
  private final LaneId readerName;
  private final EntityMetrics metrics;
  private final ReaderFeed feed;
  private final BiConsumer<SessionCommand, Duration> later;
  private final Runnable stop;
  private boolean acquiring;

  /**
   * @param readerName what a reader of this node writes into the ownership register
   * @param later brings a command after a while, on the actor
   * @param stop asks for the entity's stop, on the actor
   */
  EffectRunner(
      SessionId session,
      SessionPorts ports,
      SessionCommons commons,
      LaneId readerName,
      EntityMetrics metrics,
      ReaderFeed feed,
      BiConsumer<SessionCommand, Duration> later,
      Runnable stop) {
    this.session = session;
    this.ports = ports;
    this.commons = commons;
    this.readerName = readerName;
    this.metrics = metrics;
    this.feed = feed;
    this.later = later;
    this.stop = stop;
  }

  /**
   * @param results brings a command to the actor, from any thread, marked as of the life in which
   *     the effect began
   */
  void run(Effect effect, Durable durable, Instant lastCallAt, Consumer<SessionCommand> results) {
    if (effect instanceof Effect.FetchNext fetch) {
      feed.fetchNext(fetch);
    } else if (effect instanceof Effect.FetchAgain fetch) {
      feed.fetchAgain(fetch);
    } else if (effect instanceof Effect.CancelFetch cancel) {
      feed.cancel(cancel.fetch());
    } else if (effect instanceof Effect.CloseSource) {
      feed.close();
    } else if (effect instanceof Effect.Publish publish) {
      publish(publish, results);
    } else if (effect instanceof Effect.Acquire acquire) {
      once(() -> commons.acquisition().acquire(session, acquire), results);
    } else if (effect instanceof Effect.ClaimEpoch claim) {
      once(() -> commons.acquisition().claimReader(session, readerName, claim), results);
    } else if (effect instanceof Effect.SignOff signOff) {
      commons.acquisition().signOff(session, signOff).thenAccept(results);
    } else if (effect instanceof Effect.PublishLater publish) {
      later.accept(new SessionCommand.PublishAgain(), publish.delay());
    } else if (effect instanceof Effect.WaitAtMost wait) {
      later.accept(new SessionCommand.WaitOver(wait.call()), wait.maxWait());
    } else if (effect instanceof Effect.ClearSpill clear) {
      commons.leaving().clear(session, clear);
    } else if (effect instanceof Effect.DropSpill) {
      commons.leaving().drop(session);
    } else if (effect instanceof Effect.FindLedgerEnd find) {
      commons.checkpointing().findLedgerEnd(find, results);
    } else if (effect instanceof Effect.Checkpoint checkpoint) {
      commons.checkpointing().write(session, checkpoint, results);
    } else if (effect instanceof Effect.NoteInDirectory note) {
      note(durable, note, lastCallAt);
    } else if (effect instanceof Effect.Stop) {
      stop.run();
    } else {
      throw new IllegalStateException("no such effect: " + effect);
    }
  }

  /** Forgets what is under way: its results will not be heard any more. */
  void reset() {
    acquiring = false;
    feed.close();
  }

  /** Called when a result has reached the actor: with some of them an acquisition has ended. */
  void heard(SessionCommand result) {
    boolean succeeded =
        result instanceof SessionCommand.Acquired || result instanceof SessionCommand.EpochClaimed;
    if (succeeded
        || result instanceof SessionCommand.AcquireFailed
        || result instanceof SessionCommand.ClaimFailed) {
      acquiring = false;
      (succeeded ? metrics.acquisitions : metrics.acquisitionsFailed).increment();
    }
  }

  /** Two acquisitions of one session beside each other would fence each other. */
  private void once(
      Supplier<CompletionStage<SessionCommand>> acquire, Consumer<SessionCommand> results) {
    if (!acquiring) {
      acquiring = true;
      acquire.get().thenAccept(results);
    }
  }

  private void publish(Effect.Publish publish, Consumer<SessionCommand> results) {
    long begunNanos = System.nanoTime();
    Optional<ProducerLane> lane = ports.lanes().liveLane(publish.lane());
    CompletionStage<ProducerLane.Outcome> outcome =
        lane.isPresent()
            ? lane.get()
                .publish(
                    new ProducerLane.Publication(
                        session, publish.epoch(), publish.seq(), publish.topic(), publish.batch()))
            : CompletableFuture.completedFuture(
                new ProducerLane.Outcome.Unknown("the lane has ended"));
    outcome.thenAccept(
        o -> {
          if (o instanceof ProducerLane.Outcome.Committed) {
            metrics.topics().of(publish.topic().name()).published(publish.batch());
            metrics.observer().published(System.nanoTime() - begunNanos);
          }
          results.accept(new SessionCommand.LaneAnswered(publish.epoch(), publish.seq(), o));
        });
  }

  private void note(Durable durable, Effect.NoteInDirectory note, Instant lastCallAt) {
    Optional<SessionSpec> spec = specOf(durable);
    if (spec.isEmpty()) {
      return;
    }
    SessionSpec s = spec.get();
    ports
        .directory()
        .put(
            new SessionDirectory.Entry(
                session,
                s.role(),
                s.topic(),
                s.clientName(),
                s.allocatedAt(),
                lastCallAt,
                lastCallAt.plus(s.idleTimeout()),
                note.ackedSeq(),
                note.disposed()))
        .whenComplete(
            (ok, failure) -> {
              if (failure != null) {
                metrics.directoryFailures.increment();
                LOG.debug("directory entry not written, sessionId={}", session, failure);
              }
            });
  }

  static Optional<SessionSpec> specOf(Durable durable) {
    if (durable instanceof Durable.Reader reader) {
      return Optional.of(reader.spec());
    }
    if (durable instanceof Durable.Writer writer) {
      return Optional.of(writer.spec());
    }
    return durable instanceof Durable.Ended ended ? Optional.of(ended.spec()) : Optional.empty();
  }

  static boolean isReader(Durable durable) {
    return specOf(durable).filter(s -> s.role() == SessionRole.READER).isPresent();
  }
}

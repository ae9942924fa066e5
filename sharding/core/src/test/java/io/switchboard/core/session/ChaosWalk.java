package io.switchboard.core.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.switchboard.core.model.Digest;
import io.switchboard.core.model.Positions;
import io.switchboard.core.model.Range;
import io.switchboard.core.model.ReadToken;
import io.switchboard.core.model.SessionId;
import io.switchboard.core.model.SessionRole;
import io.switchboard.core.model.SessionSpec;
import io.switchboard.core.model.StageToken;
import io.switchboard.core.port.Ownership;
import io.switchboard.core.port.ProducerLane.Outcome;
import io.switchboard.core.port.ProducerLane.Refusal;
import io.switchboard.core.port.SpillStore;
import io.switchboard.core.port.TopicSource.Failure;
import io.switchboard.core.session.SessionCommand.AckRead;
import io.switchboard.core.session.SessionCommand.AckWrite;
import io.switchboard.core.session.SessionCommand.AcquireFailed;
import io.switchboard.core.session.SessionCommand.Acquired;
import io.switchboard.core.session.SessionCommand.Allocate;
import io.switchboard.core.session.SessionCommand.BatchFetched;
import io.switchboard.core.session.SessionCommand.BeginCheckpoint;
import io.switchboard.core.session.SessionCommand.Checkpointed;
import io.switchboard.core.session.SessionCommand.ClaimFailed;
import io.switchboard.core.session.SessionCommand.Describe;
import io.switchboard.core.session.SessionCommand.Dispose;
import io.switchboard.core.session.SessionCommand.EpochClaimed;
import io.switchboard.core.session.SessionCommand.Expire;
import io.switchboard.core.session.SessionCommand.FetchEmpty;
import io.switchboard.core.session.SessionCommand.FetchFailed;
import io.switchboard.core.session.SessionCommand.Forget;
import io.switchboard.core.session.SessionCommand.LaneAnswered;
import io.switchboard.core.session.SessionCommand.LedgerEndFound;
import io.switchboard.core.session.SessionCommand.PublishAgain;
import io.switchboard.core.session.SessionCommand.Read;
import io.switchboard.core.session.SessionCommand.Rest;
import io.switchboard.core.session.SessionCommand.Resume;
import io.switchboard.core.session.SessionCommand.SignedOff;
import io.switchboard.core.session.SessionCommand.Slacken;
import io.switchboard.core.session.SessionCommand.WaitOver;
import io.switchboard.core.session.SessionCommand.Write;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.LongStream;

/**
 * One owner that is given anything, in any order: calls right and wrong, results right, late and
 * made up, crashes in between. Only what holds without exception is checked here ({@link Harness}),
 * and that nothing acknowledged goes back; whether the answers make sense to a client is for the
 * simulator in the entity module.
 */
final class ChaosWalk {
  private static final List<Failure> FAILURES = List.of(Failure.values());

  private final Random random;
  private final Harness session = new Harness();
  private final boolean reader;
  private final boolean buffered;
  private long fetch;
  private long epoch;
  private Durable.Reader lastReader;
  private long lastKnown;

  ChaosWalk(long seed) {
    random = Seeds.random(seed);
    reader = random.nextBoolean();
    buffered = random.nextBoolean();
  }

  Harness session() {
    return session;
  }

  ChaosWalk walk(int steps) {
    for (int i = 0; i < steps; i++) {
      if (random.nextInt(40) == 0) {
        session.crash();
        lastKnown = 0;
      } else {
        step(command());
      }
    }
    return this;
  }

  /** Lets everything under way come to its end: nobody may wait any more. */
  void finish() {
    for (int i = 0; i < 5 && !session.waiting().isEmpty(); i++) {
      switch (session.phase()) {
        case READER_CLAIMING -> step(new EpochClaimed(++epoch, session.registerHolder()));
        case READER_FETCHING -> step(new FetchEmpty(fetch));
        case WRITER_ACQUIRING -> step(acquired());
        case WRITER_COMMITTING -> step(laneAnswered(new Outcome.Committed()));
        case WRITER_BUFFERING -> step(waitOver());
        default -> throw new AssertionError("nobody can wait in " + session.state());
      }
    }
    assertThat(session.waiting()).as("calls that wait for ever").isEmpty();
  }

  private void step(SessionCommand command) {
    session.give(command);
    for (Effect effect : session.effects()) {
      if (effect instanceof Effect.FetchNext next) {
        fetch = next.fetch();
      } else if (effect instanceof Effect.FetchAgain again) {
        fetch = again.fetch();
      }
    }
    nothingGoesBack();
  }

  private void nothingGoesBack() {
    if (session.state().durable() instanceof Durable.Reader now) {
      if (lastReader != null) {
        boolean forward =
            now.ackedSeq() >= lastReader.ackedSeq()
                && now.holder() >= lastReader.holder()
                && now.positions().isAtOrAfter(lastReader.positions());
        if (!forward) {
          throw new AssertionError("went back from " + lastReader + " to " + now);
        }
      }
      lastReader = now;
    } else if (session.state() instanceof WriterState writer) {
      // One that leaves says what the journal hints at, as the next one does.
      if (writer.knownSeq() < lastKnown && session.phase() != Phase.WRITER_SIGNING_OFF) {
        throw new AssertionError("went back from " + lastKnown + " to " + writer);
      }
      lastKnown = writer.knownSeq();
    }
  }

  private boolean oneIn(int n) {
    return random.nextInt(n) == 0;
  }

  private SessionCommand command() {
    int which = random.nextInt(100);
    if (session.phase() == Phase.UNALLOCATED) {
      return which < 40 ? allocate() : which < 80 ? call() : which < 95 ? result() : ending();
    }
    if (session.phase() == Phase.ENDED) {
      return which < 50 ? call() : which < 90 ? result() : ending();
    }
    return which < 50 ? call() : which < 95 ? result() : ending();
  }

  // Calls.

  private Allocate allocate() {
    SessionRole role =
        reader && session.phase() == Phase.UNALLOCATED ? SessionRole.READER : SessionRole.WRITER;
    Positions start = Fixtures.positions(0, 0);
    SessionSpec spec = Fixtures.spec(role, start, oneIn(4) ? "other" : "request");
    return new Allocate(session.nextCall(), buffered ? Fixtures.buffered(spec) : spec);
  }

  private SessionCommand call() {
    long call = session.nextCall();
    boolean wrongRole = oneIn(20);
    int which = random.nextInt(20);
    if (which == 0) {
      return allocate();
    }
    if (which == 1) {
      return new Describe(call, oneIn(2));
    }
    if (which == 2 && oneIn(4)) {
      return new Dispose(call, holder());
    }
    if (reader != wrongRole) {
      return which < 12 ? read(call) : ackRead(call);
    }
    return which < 12 ? write(call) : ackWrite(call);
  }

  private int holder() {
    int current =
        session.state().durable() instanceof Durable.Reader r
            ? r.holder()
            : session.state().durable() instanceof Durable.Writer w ? w.holder() : 0;
    return oneIn(6) ? current - 1 + random.nextInt(3) : current;
  }

  private long acked() {
    return session.state().durable() instanceof Durable.Reader r
        ? r.ackedSeq()
        : session.state() instanceof WriterState w ? w.knownSeq() : 0;
  }

  /** What was accepted counts too, for whoever goes on. */
  private long accepted() {
    return session.state() instanceof WriterState w && w.buffer().isPresent() && !oneIn(3)
        ? w.buffer().get().lastSeq()
        : acked();
  }

  private SessionId sessionId() {
    return oneIn(20) ? Fixtures.OTHER_SESSION : Fixtures.SESSION;
  }

  private Read read(long call) {
    long seq = acked() + random.nextInt(4);
    Optional<ReadToken> token =
        oneIn(3) ? Optional.empty() : Optional.of(readToken(seq - (oneIn(20) ? 0 : 1)));
    return new Read(
        call, holder(), seq, token, 10, 1_000, Duration.ofMillis(random.nextInt(1_000)));
  }

  private AckRead ackRead(long call) {
    long seq = acked() + random.nextInt(3);
    return new AckRead(call, holder(), seq, readToken(seq + (oneIn(20) ? 1 : 0)));
  }

  private ReadToken readToken(long seq) {
    String topic = oneIn(20) ? "topic-2" : Fixtures.TOPIC.id();
    long ofEpoch = Math.max(0, epoch + (oneIn(8) ? 1 : 0) - random.nextInt(3));
    Positions start = Fixtures.positions(0, 0);
    Positions end = start;
    if (session.state().durable() instanceof Durable.Reader d) {
      boolean open = seq == d.ackedSeq() + 1 && !d.open().isEmpty();
      start = d.positions();
      end = open ? d.positions().after(d.open()) : d.positions();
      if (oneIn(3)) {
        end = moved(end, random.nextInt(5) - 1, random.nextInt(5) - 1);
      }
    }
    return new ReadToken(sessionId(), 0, topic, seq, ofEpoch, start, end);
  }

  private static Positions moved(Positions from, long by0, long by1) {
    return Fixtures.positions(
        Math.max(0, from.offsetAt(0) + by0), Math.max(0, from.offsetAt(1) + by1));
  }

  /** Usually the bytes that belong to a seq, sometimes others. */
  private String text(long seq) {
    return oneIn(6) ? "other" : "batch " + seq;
  }

  private Write write(long call) {
    long seq = accepted() - 1 + random.nextInt(5);
    Optional<StageToken> token =
        oneIn(2) ? Optional.empty() : Optional.of(stageToken(seq - (oneIn(20) ? 0 : 1)));
    return new Write(call, holder(), seq, Fixtures.batch(text(seq)), token);
  }

  private AckWrite ackWrite(long call) {
    long seq = accepted() - 1 + random.nextInt(4);
    Duration maxWait = Duration.ofMillis(random.nextInt(3));
    return new AckWrite(call, holder(), seq, stageToken(seq + (oneIn(20) ? 1 : 0)), maxWait);
  }

  private StageToken stageToken(long seq) {
    return new StageToken(sessionId(), 0, seq, 1, Fixtures.digest(text(seq)));
  }

  // Results.

  private SessionCommand result() {
    if (oneIn(12)) {
      session.takenOverElsewhere();
    }
    boolean expected = !oneIn(6);
    if (expected) {
      switch (session.phase()) {
        case READER_CLAIMING -> {
          return oneIn(5) ? new ClaimFailed("chaos") : epochClaimed();
        }
        case READER_FETCHING -> {
          return fetched(oneIn(5) ? fetch - 1 : fetch);
        }
        case WRITER_ACQUIRING -> {
          return oneIn(5) ? acquireFailed() : acquired();
        }
        case WRITER_COMMITTING -> {
          return laneAnswered(outcome());
        }
        case WRITER_BUFFERING -> {
          return oneIn(6) ? waitOver() : oneIn(4) ? new PublishAgain() : laneAnswered(outcome());
        }
        case WRITER_SIGNING_OFF -> {
          return new SignedOff(oneIn(4) ? epoch - 1 : epoch, Optional.empty());
        }
        default -> {}
      }
    }
    return switch (random.nextInt(18)) {
      case 0 -> epochClaimed();
      case 1 -> new ClaimFailed("chaos");
      case 2, 3, 4 -> fetched(fetch);
      case 5 -> acquired();
      case 6 -> acquireFailed();
      case 7 -> laneAnswered(outcome());
      case 8 -> new SignedOff(epoch, Optional.empty());
      case 9 -> new Slacken();
      case 13 -> new Forget();
      case 10 -> new BeginCheckpoint();
      case 11 -> new LedgerEndFound(ownEpoch(), 0, 7);
      case 12 -> new Checkpointed(ownEpoch(), oneIn(2));
      case 14 -> new PublishAgain();
      case 15 -> new Resume();
      case 16 -> waitOver();
      default -> new Expire(Fixtures.NOW);
    };
  }

  private EpochClaimed epochClaimed() {
    return new EpochClaimed(oneIn(8) ? epoch - 1 : ++epoch, session.registerHolder());
  }

  private SessionCommand fetched(long ofFetch) {
    int which = random.nextInt(10);
    if (which < 2) {
      return new FetchEmpty(ofFetch);
    }
    if (which < 4) {
      Failure failure = FAILURES.get(random.nextInt(FAILURES.size()));
      return new FetchFailed(
          ofFetch, failure == Failure.TOPIC_GONE && !oneIn(4) ? Failure.UNAVAILABLE : failure, "");
    }
    if (which == 4) {
      return new BatchFetched(ofFetch, List.of(), List.of());
    }
    Positions at = Fixtures.positions(0, 0);
    if (session.state().durable() instanceof Durable.Reader d) {
      boolean behindOpen =
          session.state() instanceof ReaderState.Fetching f && f.acksOpen() && !f.again();
      at = behindOpen ? d.positions().after(d.open()) : d.positions();
    }
    int partition = random.nextInt(2);
    long from = at.offsetAt(partition);
    long to = from + 1 + random.nextInt(3);
    return new BatchFetched(
        ofFetch,
        List.of(new Range(partition, from, to, (int) (to - from))),
        Fixtures.events(partition, from, to));
  }

  private Acquired acquired() {
    long known = Math.max(acked(), lastKnown) + (oneIn(4) ? random.nextInt(3) : 0);
    Optional<Digest> digest =
        oneIn(2) ? Optional.empty() : Optional.of(Fixtures.digest(text(known)));
    return new Acquired(
        oneIn(2) ? Fixtures.LANE : Fixtures.NEXT_LANE,
        ++epoch,
        known,
        digest,
        session.registerHolder(),
        left(known));
  }

  private Optional<Acquired.Left> left(long known) {
    if (!buffered || !oneIn(4)) {
      return Optional.empty();
    }
    long from = Math.max(1, known + random.nextInt(4) - 1);
    long to = from + random.nextInt(3);
    List<SpillStore.Batch> batches =
        LongStream.rangeClosed(from, to)
            .mapToObj(seq -> new SpillStore.Batch(seq, Fixtures.batch(text(seq))))
            .toList();
    return Optional.of(new Acquired.Left(new Ownership.Spilled(epoch - 1, from, to), batches));
  }

  private WaitOver waitOver() {
    return new WaitOver(
        session.waiting().isEmpty() || oneIn(8)
            ? session.lastCall()
            : session.waiting().iterator().next());
  }

  private long ownEpoch() {
    long own = session.state() instanceof OwnerState owning ? owning.owner().epoch() : epoch;
    return oneIn(4) ? own - 1 : own;
  }

  private AcquireFailed acquireFailed() {
    return new AcquireFailed(RejectCode.STORE_UNAVAILABLE, "chaos");
  }

  private Outcome outcome() {
    return switch (random.nextInt(6)) {
      case 0 -> new Outcome.NotPublished("chaos", random.nextBoolean());
      case 1 -> new Outcome.Unknown("chaos");
      case 2 ->
          new Outcome.Refused(oneIn(2) ? Refusal.KEY_UNAVAILABLE : Refusal.TOO_LARGE, "chaos");
      default -> new Outcome.Committed();
    };
  }

  private LaneAnswered laneAnswered(Outcome outcome) {
    if (session.state() instanceof OwnerState.Committing committing) {
      boolean wrong = random.nextInt(8) == 0 && !(outcome instanceof Outcome.Committed);
      return new LaneAnswered(
          committing.owner().epoch() - (wrong ? 1 : 0), committing.stage().seq(), outcome);
    }
    if (session.state() instanceof OwnerState.Buffering buffering) {
      boolean wrong = oneIn(8);
      return new LaneAnswered(
          buffering.owner().epoch() - (wrong ? 1 : 0), buffering.owned().first().seq(), outcome);
    }
    return new LaneAnswered(epoch, acked() + 1, outcome);
  }

  // Endings.

  private SessionCommand ending() {
    Instant later = Fixtures.NOW.plus(Fixtures.IDLE_TIMEOUT);
    session.at(oneIn(3) ? later : Fixtures.NOW);
    return switch (random.nextInt(4)) {
      case 0 -> new Rest(Fixtures.NOW);
      case 1 -> new Expire(Fixtures.NOW);
      case 2 -> new Slacken();
      default -> new Dispose(session.nextCall(), holder());
    };
  }
}

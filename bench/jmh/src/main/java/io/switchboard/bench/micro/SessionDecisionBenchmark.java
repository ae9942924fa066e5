package io.switchboard.bench.micro;

import io.switchboard.core.model.EventBatch;
import io.switchboard.core.model.LaneId;
import io.switchboard.core.model.Range;
import io.switchboard.core.model.ReceivedEvent;
import io.switchboard.core.model.SessionRole;
import io.switchboard.core.model.SessionSpec;
import io.switchboard.core.port.ProducerLane.Outcome;
import io.switchboard.core.session.Context;
import io.switchboard.core.session.Decision;
import io.switchboard.core.session.Durable;
import io.switchboard.core.session.Reply;
import io.switchboard.core.session.SessionCommand;
import io.switchboard.core.session.SessionCommand.AckRead;
import io.switchboard.core.session.SessionCommand.AckWrite;
import io.switchboard.core.session.SessionCommand.Acquired;
import io.switchboard.core.session.SessionCommand.BatchFetched;
import io.switchboard.core.session.SessionCommand.EpochClaimed;
import io.switchboard.core.session.SessionCommand.LaneAnswered;
import io.switchboard.core.session.SessionCommand.Read;
import io.switchboard.core.session.SessionCommand.Write;
import io.switchboard.core.session.SessionState;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.infra.Blackhole;

/**
 * What it costs to decide, apart from all doing: a session goes through one batch and is then where
 * it was, one seq further. An answer other than the expected one ends the run.
 */
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class SessionDecisionBenchmark extends MicroBenchmark {
  private static final Context CONTEXT = new Context(Inputs.SESSION, Inputs.NOW);
  private static final LaneId LANE = new LaneId("node-a/lane-1/1");
  private static final int HOLDER = 0;
  private static final long EPOCH = 1;
  private static final long CALL = 1;

  private EventBatch batch;
  private SessionState writer;
  private long writtenSeq;

  private List<ReceivedEvent> events;
  private SessionState reader;
  private long readSeq;

  /** Both sessions have their owner and have done nothing yet. */
  @Setup
  public void own() {
    batch = Inputs.batch();
    SessionSpec writes = Inputs.spec(SessionRole.WRITER);
    writer = SessionState.recovered(new Durable.Writer(writes, 0, HOLDER, Inputs.NOW, 0));
    writer = decide(writer, new Acquired(LANE, EPOCH, 0, Optional.empty(), HOLDER)).next();
    writtenSeq = 0;

    events = Inputs.received();
    SessionSpec reads = Inputs.spec(SessionRole.READER);
    reader =
        SessionState.recovered(
            new Durable.Reader(reads, 0, HOLDER, Inputs.NOW, 0, reads.start(), List.of()));
    reader = decide(reader, new EpochClaimed(EPOCH, HOLDER)).next();
    readSeq = 0;
  }

  /** A write, its ack, and the lane's word that the batch is committed: three decisions. */
  @Benchmark
  public Reply.Acked writeAndAck(Blackhole effects) {
    long seq = ++writtenSeq;
    Decision staged = decide(writer, new Write(CALL, HOLDER, seq, batch, Optional.empty()));
    var token = answer(staged, Reply.Staged.class).token();
    Decision publishing = decide(staged.next(), new AckWrite(CALL, HOLDER, seq, token));
    effects.consume(publishing);
    Decision done =
        decide(publishing.next(), new LaneAnswered(EPOCH, seq, new Outcome.Committed()));
    writer = done.next();
    return answer(done, Reply.Acked.class);
  }

  /** A read, what the source found for it, and its ack: three decisions, two journaled facts. */
  @Benchmark
  public Reply.Acked readAndAck(Blackhole effects) {
    long seq = ++readSeq;
    long to = seq * Inputs.EVENTS;
    List<Range> ranges = List.of(new Range(0, to - Inputs.EVENTS, to, Inputs.EVENTS));
    Read read =
        new Read(
            CALL, HOLDER, seq, Optional.empty(), Inputs.EVENTS, Integer.MAX_VALUE, Duration.ZERO);
    Decision fetching = decide(reader, read);
    effects.consume(fetching);
    Decision delivered = decide(fetching.next(), new BatchFetched(CALL, ranges, events));
    effects.consume(delivered);
    var token = answer(delivered, Reply.Batch.class).token();
    Decision done = decide(delivered.next(), new AckRead(CALL, HOLDER, seq, token));
    effects.consume(done);
    reader = done.next();
    return answer(done, Reply.Acked.class);
  }

  private static Decision decide(SessionState state, SessionCommand command) {
    return command.applyTo(state, CONTEXT);
  }

  private static <R extends Reply> R answer(Decision decision, Class<R> expected) {
    return expected.cast(decision.answers().get(0).reply());
  }
}

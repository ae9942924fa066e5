package io.switchboard.core.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.switchboard.core.session.WriterWorld.Without;
import java.util.OptionalLong;
import java.util.function.LongConsumer;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** The controls of the walks: without a safeguard some walk must fail, or the oracles are blind. */
class WorldControlTest {
  private static final int SEEDS = 3_000;
  private static final String TWICE = "not each batch once";

  /** The first seed with which a walk fails in this way. */
  private static OptionalLong firstFailure(String message, LongConsumer walk) {
    return LongStream.range(0, SEEDS)
        .filter(
            seed -> {
              try {
                walk.accept(seed);
                return false;
              } catch (AssertionError e) {
                return e.getMessage().contains(message);
              }
            })
        .findFirst();
  }

  @Test
  void withoutTheFenceABatchIsPublishedTwice() {
    assertThat(firstFailure(TWICE, seed -> new WriterWorld(seed, 2, Without.FENCE).walk(240)))
        .isPresent();
  }

  @Test
  void withoutTheLedgerABatchIsPublishedTwice() {
    assertThat(firstFailure(TWICE, seed -> new WriterWorld(seed, 1, Without.LEDGER).walk(240)))
        .isPresent();
  }

  @Test
  void withACheckpointThatTakesTheLedgersEndTooLateABatchIsPublishedTwice() {
    assertThat(
            firstFailure(
                TWICE, seed -> new WriterWorld(seed, 1, Without.CHECKPOINT_ORDER).walk(240)))
        .isPresent();
  }

  @Test
  void withoutTheLastJournalEntryARepeatedBatchIsAnotherOne() {
    assertThat(firstFailure("the same batch was", seed -> new ReaderWorld(seed, 1, true).walk(240)))
        .isPresent();
  }

  @Test
  void theWalksGetSomewhere() {
    long written = 0;
    long read = 0;
    for (long seed = 0; seed < 50; seed++) {
      written += new WriterWorld(seed, 2, Without.NOTHING).walk(240).done();
      read += new ReaderWorld(seed, 2).walk(240).done();
    }
    assertThat(written).as("batches written in 50 walks").isGreaterThan(200);
    assertThat(read).as("batches read in 50 walks").isGreaterThan(200);
  }
}

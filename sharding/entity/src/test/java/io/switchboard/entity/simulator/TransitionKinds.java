package io.switchboard.entity.simulator;

import io.switchboard.entity.simulator.Coverage.Kind;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Which commands a running system can give to which phase, as data.
 *
 * <p>What is in no table here never happens, and must not: results that nobody asked for in this
 * life of an owner (a writer's in a reader, any in a session that was never allocated, those of a
 * fetch after its feed was closed, those of the lane or the register after they were heard). The
 * core answers them all the same, which its own transition table tests.
 */
final class TransitionKinds {

  /** The ordinary course: each of these must meet every fault that can concern its role. */
  static final Set<Kind> ORDINARY =
      kinds(
          Map.ofEntries(
              Map.entry("ReaderUnclaimed", "Read AckRead Allocate Describe Rest Slacken Forget"),
              Map.entry("ReaderClaiming", "Read AckRead EpochClaimed Rest Slacken"),
              Map.entry("ReaderIdle", "Read AckRead Allocate Rest Slacken Forget"),
              Map.entry("ReaderFetching", "Read BatchFetched FetchEmpty FetchFailed Rest Slacken"),
              Map.entry("ReaderDelivered", "Read AckRead Allocate Rest Slacken Forget"),
              Map.entry("WriterUnowned", "Write AckWrite Allocate Rest BeginCheckpoint"),
              Map.entry("WriterAcquiring", "Write AckWrite Acquired AcquireFailed Rest"),
              Map.entry(
                  "WriterIdle",
                  "Write AckWrite Allocate Rest BeginCheckpoint LedgerEndFound Checkpointed"),
              Map.entry(
                  "WriterStaged",
                  "Write AckWrite Rest BeginCheckpoint LedgerEndFound Checkpointed"),
              Map.entry("WriterCommitting", "LaneAnswered BeginCheckpoint LedgerEndFound Rest"),
              Map.entry("WriterBuffering", "Write AckWrite LaneAnswered BeginCheckpoint"),
              Map.entry("WriterSigningOff", "SignedOff BeginCheckpoint Expire")));

  /**
   * What must happen too, but not together with every fault: calls of the wrong kind, repeats,
   * endings, results that come late; and phases without the parts that could fail: an unallocated
   * or an ended session publishes, fetches and claims nothing.
   */
  static final Set<Kind> SOMETIMES =
      kinds(
          Map.ofEntries(
              Map.entry(
                  "Unallocated",
                  "Allocate Read AckRead Write AckWrite Dispose Rest Slacken Forget Expire"
                      + " BeginCheckpoint"),
              Map.entry("ReaderUnclaimed", "Write AckWrite Dispose Expire BeginCheckpoint"),
              Map.entry(
                  "ReaderClaiming",
                  "Write AckWrite Allocate Describe Dispose ClaimFailed Expire Forget"
                      + " BeginCheckpoint"),
              Map.entry("ReaderIdle", "Write AckWrite Describe Dispose Expire BeginCheckpoint"),
              Map.entry(
                  "ReaderFetching",
                  "AckRead Write AckWrite Allocate Describe Dispose Expire Forget"
                      + " BeginCheckpoint"),
              Map.entry(
                  "ReaderDelivered", "Write AckWrite Describe Dispose Expire BeginCheckpoint"),
              Map.entry(
                  "ReaderEndedState",
                  "Allocate Read AckRead Write AckWrite Describe Dispose Rest Slacken Forget Expire"
                      + " BeginCheckpoint"),
              Map.entry(
                  "WriterUnowned",
                  "Read AckRead Describe Dispose Slacken Forget Expire LedgerEndFound PublishAgain"
                      + " Resume"),
              Map.entry(
                  "WriterAcquiring",
                  "Read AckRead Allocate Describe Dispose Slacken Forget Expire BeginCheckpoint"
                      + " LedgerEndFound Checkpointed Resume WaitOver"),
              Map.entry(
                  "WriterIdle",
                  "Read AckRead Describe Dispose Slacken Forget Expire Resume WaitOver"),
              Map.entry(
                  "WriterStaged",
                  "Read AckRead Allocate Describe Dispose Slacken Forget Expire Resume WaitOver"),
              Map.entry(
                  "WriterBuffering",
                  "Read AckRead Allocate Describe Dispose Slacken Forget Expire LedgerEndFound Rest"
                      + " Checkpointed PublishAgain Resume WaitOver"),
              Map.entry(
                  "WriterSpoiled",
                  "Write AckWrite Allocate Describe Dispose Slacken Forget Expire BeginCheckpoint"
                      + " LedgerEndFound Checkpointed Rest"),
              Map.entry(
                  "WriterCommitting",
                  "Write AckWrite Read AckRead Allocate Describe Dispose Slacken Forget Expire"
                      + " Checkpointed"),
              Map.entry(
                  "WriterSigningOff", "LaneAnswered LedgerEndFound Checkpointed Slacken Forget"),
              Map.entry(
                  "WriterEndedState",
                  "Allocate Read AckRead Write AckWrite Describe Dispose Rest Slacken Forget Expire"
                      + " BeginCheckpoint Acquired")));

  /**
   * What may happen, and takes more seeds to be seen than a build has time for: a result that
   * crosses a call which made an end of what it was for.
   */
  static final Set<Kind> SELDOM =
      kinds(
          Map.ofEntries(
              Map.entry("Unallocated", "Describe"),
              Map.entry("ReaderUnclaimed", "EpochClaimed ClaimFailed BatchFetched FetchEmpty"),
              Map.entry("ReaderClaiming", "BatchFetched FetchEmpty FetchFailed"),
              Map.entry("ReaderIdle", "BatchFetched FetchEmpty FetchFailed"),
              Map.entry("ReaderDelivered", "BatchFetched FetchEmpty FetchFailed"),
              Map.entry(
                  "ReaderEndedState",
                  "EpochClaimed ClaimFailed BatchFetched FetchEmpty FetchFailed"),
              Map.entry(
                  "WriterUnowned", "Acquired AcquireFailed LaneAnswered Checkpointed WaitOver"),
              Map.entry("WriterAcquiring", "PublishAgain LaneAnswered"),
              Map.entry("WriterIdle", "Acquired AcquireFailed PublishAgain"),
              Map.entry("WriterStaged", "Acquired AcquireFailed PublishAgain"),
              Map.entry("WriterSpoiled", "Read AckRead PublishAgain Resume WaitOver"),
              // Sharding keeps calls back while a session rests; only what had come before gets in.
              Map.entry(
                  "WriterSigningOff",
                  "Write AckWrite Read AckRead Allocate Describe Dispose Rest Acquired AcquireFailed"
                      + " PublishAgain WaitOver Resume"),
              Map.entry(
                  "WriterEndedState",
                  "AcquireFailed LedgerEndFound Checkpointed Resume WaitOver PublishAgain LaneAnswered")));

  private TransitionKinds() {}

  private static Set<Kind> kinds(Map<String, String> commandsOfPhase) {
    return commandsOfPhase.entrySet().stream()
        .flatMap(
            entry ->
                Arrays.stream(entry.getValue().split(" "))
                    .map(command -> new Kind(entry.getKey(), command)))
        .collect(Collectors.toUnmodifiableSet());
  }
}

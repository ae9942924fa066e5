package io.switchboard.core.session;

import static io.switchboard.core.session.Phase.ENDED;
import static io.switchboard.core.session.Phase.READER_CLAIMING;
import static io.switchboard.core.session.Phase.READER_DELIVERED;
import static io.switchboard.core.session.Phase.READER_FETCHING;
import static io.switchboard.core.session.Phase.READER_IDLE;
import static io.switchboard.core.session.Phase.READER_UNCLAIMED;
import static io.switchboard.core.session.Phase.UNALLOCATED;
import static io.switchboard.core.session.Phase.WRITER_ACQUIRING;
import static io.switchboard.core.session.Phase.WRITER_BUFFERING;
import static io.switchboard.core.session.Phase.WRITER_COMMITTING;
import static io.switchboard.core.session.Phase.WRITER_IDLE;
import static io.switchboard.core.session.Phase.WRITER_SIGNING_OFF;
import static io.switchboard.core.session.Phase.WRITER_SPOILED;
import static io.switchboard.core.session.Phase.WRITER_STAGED;
import static io.switchboard.core.session.Phase.WRITER_UNOWNED;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The session state machine as data: which phase may follow which on which command, and why. Every
 * decision of every test is held against it, every line of it must be taken by some test, and
 * {@code docs/session-fsm.md} is written from it.
 */
final class TransitionTable {

  /**
   * A transition that may happen.
   *
   * @param command simple name of the command's record
   * @param why one reason, or several after a semicolon
   */
  record Transition(Phase from, String command, Phase to, String why) {
    boolean moves() {
      return from != to;
    }
  }

  private static final String[] CALLS = {
    "Allocate", "Read", "AckRead", "Write", "AckWrite", "Describe", "Dispose"
  };
  private static final String[] READER_RESULTS = {
    "EpochClaimed", "ClaimFailed", "BatchFetched", "FetchEmpty", "FetchFailed"
  };
  private static final String[] WRITER_RESULTS = {
    "Acquired",
    "AcquireFailed",
    "LaneAnswered",
    "SignedOff",
    "LedgerEndFound",
    "Checkpointed",
    "PublishAgain",
    "WaitOver"
  };

  private static final List<Transition> ALL = build();
  private static final Map<String, Transition> INDEX =
      ALL.stream().collect(Collectors.toMap(t -> key(t.from(), t.command(), t.to()), t -> t));

  private TransitionTable() {}

  private static String key(Phase from, String command, Phase to) {
    return from + "/" + command + "/" + to;
  }

  static List<Transition> all() {
    return ALL;
  }

  static Optional<Transition> find(Phase from, String command, Phase to) {
    return Optional.ofNullable(INDEX.get(key(from, command, to)));
  }

  private static final class Builder {
    private final List<Transition> transitions = new ArrayList<>();
    private Phase from = UNALLOCATED;

    Builder in(Phase phase) {
      from = phase;
      return this;
    }

    Builder on(String command, Phase to, String why) {
      transitions.add(new Transition(from, command, to, why));
      return this;
    }

    Builder stay(String command, String why) {
      return on(command, from, why);
    }

    Builder stay(String[] commands, String why) {
      Arrays.stream(commands).forEach(command -> stay(command, why));
      return this;
    }

    List<Transition> done() {
      return List.copyOf(transitions);
    }
  }

  private static List<Transition> build() {
    Builder table = new Builder();
    outside(table);
    reader(table);
    writer(table);
    return table.done();
  }

  private static void outside(Builder t) {
    t.in(UNALLOCATED)
        .on("Allocate", READER_UNCLAIMED, "a reader begins")
        .on("Allocate", WRITER_UNOWNED, "a writer begins")
        .stay(without("Allocate"), "SESSION_UNKNOWN; the entity stops")
        .stay(READER_RESULTS, "not asked for")
        .stay(WRITER_RESULTS, "not asked for")
        .stay("Slacken", "nothing is open")
        .stay("Forget", "nothing is kept")
        .stay("BeginCheckpoint", "not in the register")
        .stay("Resume", "nothing was left")
        .stay("Rest", "the entity stops")
        .stay("Expire", "there is nothing to expire");
    t.in(ENDED)
        .stay(new String[] {"Allocate", "Read", "AckRead", "Write", "AckWrite"}, "gone")
        .stay("Describe", "told so")
        .stay("Dispose", "already done")
        .stay(READER_RESULTS, "too late")
        .stay(WRITER_RESULTS, "too late")
        .stay("Slacken", "nothing is open")
        .stay("Forget", "nothing is kept")
        .stay("BeginCheckpoint", "never published for again")
        .stay("Resume", "what was left is deleted")
        .stay("Rest", "the entity stops")
        .stay("Expire", "already ended");
  }

  private static String[] without(String call) {
    return Arrays.stream(CALLS).filter(c -> !c.equals(call)).toArray(String[]::new);
  }

  // Readers.

  private static void reader(Builder t) {
    readerAlways(t.in(READER_UNCLAIMED))
        .on("Read", READER_CLAIMING, "needs an epoch")
        .stay("Read", "wrong holder")
        .on("AckRead", READER_CLAIMING, "needs an epoch")
        .stay("AckRead", "wrong holder")
        .on("EpochClaimed", READER_IDLE, "kept although nobody waits for it any more")
        .on("EpochClaimed", READER_DELIVERED, "kept although nobody waits for it any more")
        .stay("EpochClaimed", "older than the journal's")
        .stay("ClaimFailed", "not asked for")
        .stay("BatchFetched", "not asked for")
        .stay("FetchEmpty", "not asked for")
        .stay("FetchFailed", "not asked for")
        .stay("Describe", "told")
        .on("Describe", READER_CLAIMING, "taken over: the register decides")
        .stay("Dispose", "wrong holder")
        .on("Dispose", READER_CLAIMING, "of a holder not known here: the register is asked")
        .on("Expire", ENDED, "idle for too long")
        .stay("Expire", "not idle for long enough")
        .stay("Slacken", "reading ahead ends")
        .stay("Forget", "nothing is kept")
        .stay("Rest", "the entity stops");
    readerAlways(t.in(READER_CLAIMING))
        .stay("Read", "waits in the place of the call before; a take-over goes first; wrong holder")
        .stay(
            "AckRead",
            "waits in the place of the call before; a take-over goes first; wrong holder")
        .on("EpochClaimed", READER_FETCHING, "the waiting read begins")
        .on(
            "EpochClaimed",
            READER_IDLE,
            "the waiting call is carried out; a later holder is journaled")
        .on("EpochClaimed", READER_DELIVERED, "the waiting call is refused, told or done before")
        .on(
            "EpochClaimed",
            READER_UNCLAIMED,
            "older than the journal's; behind the token; another owner was there")
        .on("ClaimFailed", READER_UNCLAIMED, "STORE_UNAVAILABLE")
        .on("ClaimFailed", READER_IDLE, "STORE_UNAVAILABLE; the epoch before is kept")
        .on("ClaimFailed", READER_DELIVERED, "STORE_UNAVAILABLE; the epoch before is kept")
        .stay("BatchFetched", "not asked for")
        .stay("FetchEmpty", "not asked for")
        .stay("FetchFailed", "not asked for")
        .stay("Describe", "told; a take-over tries again")
        .stay("Dispose", "wrong holder; of a holder not known here: waits")
        .stay("Expire", "a call waits")
        .stay("Slacken", "a call waits")
        .stay("Forget", "nothing is kept")
        .on("Rest", READER_UNCLAIMED, "the entity stops")
        .on("Rest", READER_IDLE, "the entity stops")
        .on("Rest", READER_DELIVERED, "the entity stops");
    readerAlways(t.in(READER_IDLE))
        .on("Read", READER_FETCHING, "the next batch")
        .stay("Read", "stale, superseded, out of order, wrong holder or token")
        .on("Read", READER_UNCLAIMED, "behind what the token proves")
        .on("Read", READER_CLAIMING, "of a holder not known here: the register is asked")
        .stay("AckRead", "adopted; done before; superseded; wrong holder or token")
        .on("AckRead", READER_UNCLAIMED, "behind what the token proves")
        .on("AckRead", READER_CLAIMING, "of a holder not known here: the register is asked")
        .stay("EpochClaimed", "not asked for")
        .stay("ClaimFailed", "not asked for")
        .stay("BatchFetched", "too late")
        .stay("FetchEmpty", "too late")
        .stay("FetchFailed", "too late")
        .stay("Describe", "told")
        .on("Describe", READER_CLAIMING, "taken over: the register decides")
        .stay("Dispose", "wrong holder")
        .on("Dispose", READER_CLAIMING, "of a holder not known here: the register is asked")
        .on("Expire", ENDED, "idle for too long")
        .stay("Expire", "not idle for long enough")
        .stay("Slacken", "reading ahead ends")
        .stay("Forget", "nothing is kept")
        .stay("Rest", "the entity stops");
    readerAlways(t.in(READER_FETCHING))
        .stay("Read", "waits in the place of the read before; refused as in Idle and Delivered")
        .on("Read", READER_UNCLAIMED, "behind what the token proves")
        .on("Read", READER_CLAIMING, "of a holder not known here: the register is asked")
        .stay("AckRead", "the carried ack by itself; done before; refused")
        .on("AckRead", READER_IDLE, "acknowledged or adopted under the waiting read")
        .on("AckRead", READER_UNCLAIMED, "behind what the token proves")
        .on("AckRead", READER_CLAIMING, "of a holder not known here: the register is asked")
        .stay("EpochClaimed", "not asked for")
        .stay("ClaimFailed", "not asked for")
        .on("BatchFetched", READER_DELIVERED, "journaled, then answered; read again")
        .on("BatchFetched", READER_IDLE, "nothing in it: the wait is over")
        .stay("BatchFetched", "too late")
        .on("FetchEmpty", READER_IDLE, "the wait is over; a carried ack is journaled")
        .on("FetchEmpty", READER_DELIVERED, "the open batch could not be read again in time")
        .stay("FetchEmpty", "too late")
        .on("FetchFailed", READER_IDLE, "NOT_READY")
        .on("FetchFailed", READER_DELIVERED, "NOT_READY; a carried ack was not taken")
        .on("FetchFailed", ENDED, "the topic is gone")
        .stay("FetchFailed", "too late")
        .stay("Describe", "told")
        .on(
            "Describe",
            READER_CLAIMING,
            "taken over: the register decides; a carried ack was not taken")
        .stay("Dispose", "wrong holder")
        .on("Dispose", READER_CLAIMING, "of a holder not known here: the register is asked")
        .stay("Expire", "a call waits")
        .stay("Slacken", "a call waits")
        .stay("Forget", "nothing is kept")
        .on("Rest", READER_IDLE, "the entity stops")
        .on("Rest", READER_DELIVERED, "the entity stops; a carried ack was not taken");
    readerAlways(t.in(READER_DELIVERED))
        .stay(
            "Read", "the same batch again; stale, superseded, out of order, wrong holder or token")
        .on("Read", READER_FETCHING, "acknowledges and wants the next; the batch is read again")
        .on("Read", READER_UNCLAIMED, "behind what the token proves")
        .on("Read", READER_CLAIMING, "of a holder not known here: the register is asked")
        .on("AckRead", READER_IDLE, "acknowledged or adopted")
        .stay("AckRead", "done before; superseded; wrong holder or token")
        .on("AckRead", READER_UNCLAIMED, "behind what the token proves")
        .on("AckRead", READER_CLAIMING, "of a holder not known here: the register is asked")
        .stay("EpochClaimed", "not asked for")
        .stay("ClaimFailed", "not asked for")
        .stay("BatchFetched", "too late")
        .stay("FetchEmpty", "too late")
        .stay("FetchFailed", "too late")
        .stay("Describe", "told")
        .on("Describe", READER_CLAIMING, "taken over: the register decides")
        .stay("Dispose", "wrong holder")
        .on("Dispose", READER_CLAIMING, "of a holder not known here: the register is asked")
        .on("Expire", ENDED, "idle for too long")
        .stay("Expire", "not idle for long enough")
        .stay("Slacken", "the batch is forgotten and read again when asked for")
        .stay("Forget", "the batch is forgotten and read again when asked for")
        .stay("Rest", "the entity stops");
  }

  private static Builder readerAlways(Builder t) {
    return t.stay("Allocate", "repeated; REQUEST_ID_REUSED")
        .stay("Write", "WRONG_ROLE")
        .stay("AckWrite", "WRONG_ROLE")
        .stay(WRITER_RESULTS, "not asked for")
        .stay("BeginCheckpoint", "readers have no scan start")
        .stay("Resume", "readers leave nothing")
        .on("Dispose", ENDED, "disposed");
  }

  // Writers.

  private static void writer(Builder t) {
    writerAlways(t.in(WRITER_UNOWNED))
        .on("Allocate", WRITER_ACQUIRING, "repeated: what is published must be found out")
        .stay("Allocate", "REQUEST_ID_REUSED")
        .stay("Write", "staged; published before; wrong holder or token")
        .on(
            "Write",
            WRITER_ACQUIRING,
            "its ack needs the right to publish; of a holder not known here; accepted batches go first")
        .on("AckWrite", WRITER_ACQUIRING, "needs the right to publish")
        .stay("AckWrite", "wrong holder or token")
        .stay("Describe", "told what is known")
        .on(
            "Describe",
            WRITER_ACQUIRING,
            "taken over: the register decides, and what is published must be found out")
        .on("Dispose", ENDED, "disposed")
        .stay("Dispose", "wrong holder")
        .on(
            "Dispose",
            WRITER_ACQUIRING,
            "of a holder not known here: the register is asked; an owner before may have left batches")
        .on("Acquired", WRITER_IDLE, "kept although nobody waits for it any more")
        .on("Acquired", WRITER_STAGED, "kept although nobody waits for it any more")
        .on("Acquired", WRITER_BUFFERING, "kept, and what was accepted is published")
        .on("PublishAgain", WRITER_ACQUIRING, "what was accepted needs the right to publish")
        .stay("PublishAgain", "nothing is accepted")
        .stay("WaitOver", "too late")
        .on("Resume", WRITER_ACQUIRING, "what was left needs the right to publish")
        .stay("AcquireFailed", "not asked for")
        .stay("LaneAnswered", "too late")
        .stay("SignedOff", "too late")
        .stay("BeginCheckpoint", "not in the register")
        .stay("LedgerEndFound", "too late")
        .stay("Checkpointed", "too late")
        .stay("Slacken", "a batch that nobody acknowledged is forgotten")
        .on("Expire", ENDED, "idle for too long")
        .stay("Expire", "not idle for long enough")
        .stay("Rest", "the entity stops")
        .on("Rest", WRITER_SIGNING_OFF, "leaves what was accepted to the next owner");
    writerAlways(t.in(WRITER_ACQUIRING))
        .stay("Allocate", "who waits already goes first: try again; REQUEST_ID_REUSED")
        .stay("Write", "staged; waits in the place of the call before; frozen while its ack waits")
        .stay("AckWrite", "waits in the place of the call before; wrong holder or token")
        .stay(
            "Describe",
            "told what is known; a take-over waits in the place of an ack, or tries again")
        .on("Dispose", ENDED, "disposed")
        .stay("Dispose", "wrong holder; of a holder not known here: tries again")
        .stay("Acquired", "may be older than the call that waits: looked for again")
        .on(
            "Acquired",
            WRITER_IDLE,
            "done before; not staged; a gap; locked out; told where it stands")
        .on("Acquired", WRITER_STAGED, "the carried write is staged; refused with a stage kept")
        .on("Acquired", WRITER_COMMITTING, "the staged batch goes into the lane")
        .on("Acquired", WRITER_BUFFERING, "accepted; what was accepted before is published first")
        .on("Acquired", ENDED, "the waiting disposal is done")
        .on("AcquireFailed", WRITER_UNOWNED, "answered with a retry")
        .stay("LaneAnswered", "too late")
        .stay("SignedOff", "too late")
        .stay("BeginCheckpoint", "not in the register")
        .stay("LedgerEndFound", "too late")
        .stay("Checkpointed", "too late")
        .stay("Slacken", "a call waits")
        .stay("Expire", "a call waits")
        .stay("PublishAgain", "under way")
        .stay("WaitOver", "too late")
        .stay("Resume", "under way")
        .on("Rest", WRITER_UNOWNED, "the entity stops")
        .on("Rest", WRITER_SIGNING_OFF, "leaves what was accepted to the next owner");
    writerAlways(t.in(WRITER_IDLE))
        .on("Allocate", WRITER_ACQUIRING, "repeated: what is published must be certain")
        .stay("Allocate", "REQUEST_ID_REUSED")
        .on("Write", WRITER_STAGED, "staged")
        .stay("Write", "published before; SEQ_CONFLICT; not staged; wrong holder or token")
        .on("Write", WRITER_ACQUIRING, "ahead of what is known here; of a holder not known here")
        .stay("AckWrite", "done before; SEQ_CONFLICT; not staged; wrong holder or token")
        .on("AckWrite", WRITER_ACQUIRING, "ahead of what is known here; of a holder not known here")
        .stay("Describe", "told")
        .on(
            "Describe",
            WRITER_ACQUIRING,
            "taken over: the register decides, and what is published must be certain")
        .on("Dispose", ENDED, "disposed")
        .stay("Dispose", "wrong holder")
        .on("Dispose", WRITER_ACQUIRING, "of a holder not known here: the register is asked")
        .stay("Acquired", "a later epoch is kept")
        .on("Acquired", WRITER_BUFFERING, "a later epoch is kept, and what was left is published")
        .stay("AcquireFailed", "not asked for")
        .stay("LaneAnswered", "too late")
        .stay("SignedOff", "not asked for")
        .stay("BeginCheckpoint", "looks first where the ledger ends")
        .stay("LedgerEndFound", "what is published up to now is written; of another epoch")
        .stay("Checkpointed", "written; of another epoch")
        .on("Checkpointed", WRITER_UNOWNED, "another owner has been in the register")
        .stay("Slacken", "nothing is staged")
        .on("Expire", ENDED, "idle for too long")
        .stay("Expire", "not idle for long enough")
        .stay("PublishAgain", "too late")
        .stay("WaitOver", "too late")
        .stay("Resume", "what was left is published, or never will be: its manifest is taken out")
        .on("Rest", WRITER_SIGNING_OFF, "leaves the register");
    writerAlways(t.in(WRITER_STAGED))
        .on("Allocate", WRITER_ACQUIRING, "repeated: what is published must be certain")
        .stay("Allocate", "REQUEST_ID_REUSED")
        .stay("Write", "takes the stage; published before; SEQ_CONFLICT; wrong holder or token")
        .on("Write", WRITER_COMMITTING, "its ack sends the staged batch into the lane")
        .on("Write", WRITER_BUFFERING, "its ack accepts the staged batch")
        .on("Write", WRITER_ACQUIRING, "ahead of what is known here; of a holder not known here")
        .on("AckWrite", WRITER_COMMITTING, "the staged batch goes into the lane")
        .stay("AckWrite", "done before; SEQ_CONFLICT; superseded; wrong holder or token")
        .on("AckWrite", WRITER_BUFFERING, "the staged batch is accepted")
        .on("AckWrite", WRITER_ACQUIRING, "ahead of what is known here; of a holder not known here")
        .stay("Describe", "told")
        .on(
            "Describe",
            WRITER_ACQUIRING,
            "taken over: the register decides, and what is published must be certain")
        .on("Dispose", ENDED, "disposed")
        .stay("Dispose", "wrong holder")
        .on("Dispose", WRITER_ACQUIRING, "of a holder not known here: the register is asked")
        .stay("Acquired", "a later epoch is kept")
        .on("Acquired", WRITER_IDLE, "a later epoch is kept; the stage was published")
        .on("Acquired", WRITER_BUFFERING, "a later epoch is kept, and what was left is published")
        .stay("AcquireFailed", "not asked for")
        .stay("LaneAnswered", "too late")
        .stay("SignedOff", "not asked for")
        .stay("BeginCheckpoint", "looks first where the ledger ends")
        .stay("LedgerEndFound", "what is published up to now is written; of another epoch")
        .stay("Checkpointed", "written, or not known; of another epoch")
        .on("Checkpointed", WRITER_UNOWNED, "another owner has been in the register")
        .on("Slacken", WRITER_IDLE, "a batch that nobody acknowledged is forgotten")
        .on("Expire", ENDED, "idle for too long")
        .stay("Expire", "not idle for long enough")
        .stay("PublishAgain", "too late")
        .stay("WaitOver", "too late")
        .stay("Resume", "what was left is published, or never will be: its manifest is taken out")
        .on("Rest", WRITER_SIGNING_OFF, "leaves the register");
    writerAlways(t.in(WRITER_COMMITTING))
        .stay("Allocate", "try again; REQUEST_ID_REUSED")
        .stay(
            "Write", "the same bytes again; waits with the next batch; SEQ_CONFLICT; wrong holder")
        .stay(
            "AckWrite",
            "waits in the place of the call before; done before; superseded; wrong holder")
        .stay("Describe", "told; a take-over tries again")
        .stay("Dispose", "try again; wrong holder")
        .stay("Acquired", "not asked for")
        .stay("AcquireFailed", "not asked for")
        .on("LaneAnswered", WRITER_IDLE, "published; refused by Kafka")
        .on("LaneAnswered", WRITER_STAGED, "published, and the carried write staged; not published")
        .on("LaneAnswered", WRITER_UNOWNED, "unknown: only fencing and the ledger tell")
        .stay("LaneAnswered", "of another batch or epoch")
        .stay("SignedOff", "not asked for")
        .stay("BeginCheckpoint", "looks first where the ledger ends")
        .stay("LedgerEndFound", "a batch is in the lane: another time")
        .stay("Checkpointed", "the lane's answer tells more")
        .stay("Slacken", "a batch is being published")
        .stay("Expire", "a batch is being published")
        .stay("PublishAgain", "not asked for")
        .stay("WaitOver", "too late")
        .stay("Resume", "nothing was left")
        .on("Rest", WRITER_SIGNING_OFF, "leaves the register when the lane is empty");
    writerAlways(t.in(WRITER_BUFFERING))
        .stay("Allocate", "try again; REQUEST_ID_REUSED")
        .stay("Write", "staged; the carried ack accepts; SEQ_CONFLICT; wrong holder or token")
        .on("Write", WRITER_ACQUIRING, "ahead of what is known here")
        .stay(
            "AckWrite",
            "accepted; waits for the commit; done before; not staged; BACKPRESSURE; SEQ_CONFLICT")
        .on("AckWrite", WRITER_ACQUIRING, "ahead of what is known here")
        .stay("Describe", "told; a take-over tries again")
        .stay("Dispose", "try again; wrong holder")
        .stay("Acquired", "not asked for")
        .stay("AcquireFailed", "not asked for")
        .stay("LaneAnswered", "published, and the next one goes; not published: tried again later")
        .on("LaneAnswered", WRITER_IDLE, "the last one is published")
        .on("LaneAnswered", WRITER_STAGED, "the last one is published, and another is staged")
        .on("LaneAnswered", WRITER_SPOILED, "refused by Kafka, and what is behind it with it")
        .on("LaneAnswered", WRITER_UNOWNED, "unknown: only fencing and the ledger tell")
        .stay("SignedOff", "not asked for")
        .stay("BeginCheckpoint", "looks first where the ledger ends")
        .stay("LedgerEndFound", "a batch is in the lane: another time")
        .stay("Checkpointed", "the lane's answer tells more")
        .stay("PublishAgain", "the first batch goes into the lane; it is there already")
        .stay("WaitOver", "the call that waits is told how far it is")
        .stay("Resume", "under way")
        .stay("Slacken", "a batch that nobody acknowledged is forgotten")
        .stay("Expire", "batches are being published")
        .on("Rest", WRITER_SIGNING_OFF, "leaves what is not published to the next owner");
    writerAlways(t.in(WRITER_SPOILED))
        .on("Allocate", WRITER_ACQUIRING, "repeated: what is published must be certain")
        .stay("Allocate", "REQUEST_ID_REUSED")
        .on("Write", WRITER_STAGED, "staged in the refused one's place")
        .stay("Write", "told the refusal; published before; SEQ_CONFLICT; wrong holder or token")
        .on("Write", WRITER_ACQUIRING, "of a holder not known here")
        .stay("AckWrite", "told the refusal; done before; SEQ_CONFLICT; wrong holder or token")
        .on("AckWrite", WRITER_ACQUIRING, "of a holder not known here")
        .stay("Describe", "told")
        .on(
            "Describe",
            WRITER_ACQUIRING,
            "taken over: the register decides, and what is published must be certain")
        .on("Dispose", ENDED, "disposed")
        .stay("Dispose", "wrong holder")
        .on("Dispose", WRITER_ACQUIRING, "of a holder not known here: the register is asked")
        .on("Acquired", WRITER_IDLE, "a later epoch is kept")
        .on("Acquired", WRITER_BUFFERING, "a later epoch is kept, and what was left is published")
        .stay("AcquireFailed", "not asked for")
        .stay("LaneAnswered", "too late")
        .stay("SignedOff", "not asked for")
        .stay("BeginCheckpoint", "looks first where the ledger ends")
        .stay("LedgerEndFound", "what is published up to now is written; of another epoch")
        .stay("Checkpointed", "written; of another epoch")
        .on("Checkpointed", WRITER_UNOWNED, "another owner has been in the register")
        .stay("PublishAgain", "too late")
        .stay("WaitOver", "too late")
        .stay("Resume", "what was left is published, or never will be: its manifest is taken out")
        .stay("Slacken", "nothing is staged")
        .on("Expire", ENDED, "idle for too long")
        .stay("Expire", "not idle for long enough")
        .on("Rest", WRITER_SIGNING_OFF, "leaves the register");
    writerAlways(t.in(WRITER_SIGNING_OFF))
        .stay("Allocate", "moving: try again")
        .stay("Write", "moving: try again")
        .stay("AckWrite", "moving: try again")
        .stay("Describe", "told; a take-over tries again")
        .stay("Dispose", "moving: try again")
        .stay("Acquired", "too late")
        .stay("AcquireFailed", "too late")
        .stay("LaneAnswered", "too late: the sign-off asks the lane itself")
        .on("SignedOff", WRITER_UNOWNED, "the entity stops")
        .stay("SignedOff", "of another epoch")
        .stay("BeginCheckpoint", "leaving the register")
        .stay("LedgerEndFound", "too late")
        .stay("Checkpointed", "too late")
        .stay("Slacken", "moving")
        .stay("Expire", "moving")
        .stay("PublishAgain", "too late")
        .stay("WaitOver", "too late")
        .stay("Resume", "moving")
        .stay("Rest", "under way");
  }

  private static Builder writerAlways(Builder t) {
    return t.stay("Read", "WRONG_ROLE")
        .stay("AckRead", "WRONG_ROLE")
        .stay(READER_RESULTS, "not asked for")
        .stay("Forget", "what is staged cannot be read again");
  }
}

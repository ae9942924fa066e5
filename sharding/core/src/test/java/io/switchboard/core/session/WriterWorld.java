package io.switchboard.core.session;

import io.switchboard.core.model.Digest;
import io.switchboard.core.model.LaneId;
import io.switchboard.core.model.StageToken;
import io.switchboard.core.port.Ownership.Claim;
import io.switchboard.core.port.Ownership.Published;
import io.switchboard.core.port.ProducerLane.Outcome;
import io.switchboard.core.port.ProducerLane.Refusal;
import io.switchboard.core.session.SessionCommand.AckWrite;
import io.switchboard.core.session.SessionCommand.AcquireFailed;
import io.switchboard.core.session.SessionCommand.Acquired;
import io.switchboard.core.session.SessionCommand.Allocate;
import io.switchboard.core.session.SessionCommand.BeginCheckpoint;
import io.switchboard.core.session.SessionCommand.Checkpointed;
import io.switchboard.core.session.SessionCommand.ClientCall;
import io.switchboard.core.session.SessionCommand.LaneAnswered;
import io.switchboard.core.session.SessionCommand.LedgerEndFound;
import io.switchboard.core.session.SessionCommand.Rest;
import io.switchboard.core.session.SessionCommand.SignedOff;
import io.switchboard.core.session.SessionCommand.Slacken;
import io.switchboard.core.session.SessionCommand.Write;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

/**
 * P4 over a model of the world around the core: an ownership register that is compared and set, a
 * lane per node that commits, loses its answers, dies and is fenced, one journal, and one or two
 * owners of the same session that all believe in themselves. A client writes batch after batch
 * through any of them, tries again, and its old calls arrive again late.
 *
 * <p>At every step: what Kafka holds are the batches in order, each once, with the client's bytes;
 * what the client was told to be done is there. In the end it gets on.
 */
final class WriterWorld {

  /** Safeguards of the world that a control may take away, to see the oracle bite. */
  enum Without {
    NOTHING,
    /** Owners go to the register without fencing the lane that it names. */
    FENCE,
    /** The outcome of a dead lane is taken for "not published". */
    LEDGER,
    /** A checkpoint takes the end of the ledger after what is published, not before. */
    CHECKPOINT_ORDER
  }

  private record Row(long epoch, Optional<LaneId> owner, int scanFrom, Published published) {}

  private record Entry(long seq, Digest digest) {}

  /** Work of an owner that is under way outside of it; each step does a part. */
  private interface Work {
    /** True when it is done. */
    boolean step();
  }

  private final Random random;
  private final Without without;
  private final List<SessionEvent> journal = new ArrayList<>();
  private final List<Entry> kafka = new ArrayList<>();
  private final Map<LaneId, Lane> lanes = new HashMap<>();
  private final List<Node> nodes = new ArrayList<>();
  private final Client client = new Client();
  private Row row = new Row(0, Optional.empty(), 0, Published.NOTHING);

  WriterWorld(long seed, int owners, Without without) {
    this.random = Seeds.random(seed);
    this.without = without;
    for (int i = 0; i < owners; i++) {
      nodes.add(new Node(i));
    }
    node().give(new Allocate(1, Fixtures.writer()));
    nodes.forEach(Node::crash);
  }

  private static Row rowOf(long epoch, Claim claim) {
    return new Row(
        epoch, Optional.of(claim.owner()), (int) claim.ledgerPosition(), claim.published());
  }

  private boolean oneIn(int n) {
    return random.nextInt(n) == 0;
  }

  private Node node() {
    return nodes.get(random.nextInt(nodes.size()));
  }

  /** Anything may happen, often enough that batches get through. */
  WriterWorld walk(int steps) {
    for (int i = 0; i < steps; i++) {
      Node node = node();
      switch (random.nextInt(48)) {
        case 0 -> node.disturb();
        case 1, 2 -> client.repeatSomethingOld(node);
        case 3, 4, 5, 6, 7, 8, 9, 10, 11 -> client.act(node);
        default -> node.work(oneIn(6));
      }
      check();
    }
    return this;
  }

  /** The weather clears and calls go to one owner: the client must get on. */
  void settle() {
    Node last = node();
    long goal = client.done + 3;
    for (int i = 0; i < 2_000 && client.done < goal; i++) {
      client.act(last);
      for (Node node : nodes) {
        node.work(false);
      }
      check();
    }
    if (client.done < goal) {
      throw new AssertionError("the client does not get on from " + client + " at " + last);
    }
    for (int i = 0; i < 20; i++) {
      last.work(false);
    }
    if (!last.session.waiting().isEmpty()) {
      throw new AssertionError("calls wait for ever: " + last.session.state());
    }
  }

  long done() {
    return client.done;
  }

  private void check() {
    for (int i = 0; i < kafka.size(); i++) {
      Entry entry = kafka.get(i);
      if (entry.seq() != i + 1 || !entry.digest().equals(client.digest(i + 1))) {
        throw new AssertionError("Kafka holds " + kafka + ", not each batch once and in order");
      }
    }
    if (client.done > kafka.size()) {
      throw new AssertionError(
          "the client was told that " + client.done + " is done, Kafka holds " + kafka.size());
    }
  }

  /** A lane: publishes in order, may die with an open transaction, and is fenced for good. */
  private final class Lane {
    final LaneId id;
    final Deque<Runnable> queue = new ArrayDeque<>();
    final List<Entry> ledger = new ArrayList<>();
    boolean alive = true;
    boolean fenced;
    long revokedEpoch = -1;
    Optional<Entry> limbo = Optional.empty();

    Lane(LaneId id) {
      this.id = id;
    }

    void publish(Node from, Effect.Publish publish) {
      Entry entry = new Entry(publish.seq(), publish.batch().digest());
      if (!alive || publish.epoch() <= revokedEpoch) {
        from.answer(publish, new Outcome.Unknown("the lane does not take it"));
      } else {
        queue.add(() -> run(from, publish, entry));
      }
    }

    private void run(Node from, Effect.Publish publish, Entry entry) {
      int fate = random.nextInt(12);
      if (client.isPoison(entry)) {
        from.answer(publish, new Outcome.Refused(Refusal.TOO_LARGE, "poison"));
      } else if (fenced || fate == 0) {
        limbo = fenced ? Optional.empty() : Optional.of(entry);
        die();
        from.answer(publish, new Outcome.Unknown("the lane died"));
      } else if (fate == 1) {
        from.answer(publish, new Outcome.NotPublished("aborted", oneIn(2)));
      } else {
        commit(entry);
        if (fate == 2) {
          die();
          from.answer(publish, new Outcome.Unknown("the answer was lost"));
        } else {
          from.answer(publish, new Outcome.Committed());
        }
      }
    }

    private void commit(Entry entry) {
      kafka.add(entry);
      ledger.add(entry);
    }

    /** What was in flight may still be committed, until somebody fences the lane. */
    void stir() {
      if (!fenced && limbo.isPresent() && oneIn(8)) {
        settleLimbo();
      }
    }

    private void settleLimbo() {
      if (oneIn(2)) {
        limbo.ifPresent(this::commit);
      }
      limbo = Optional.empty();
    }

    void die() {
      alive = false;
      queue.clear();
    }

    /**
     * From now on nothing more is committed; what was in flight is settled one way or the other.
     */
    void fence() {
      if (!fenced) {
        settleLimbo();
        fenced = true;
      }
    }

    /** What the lane itself remembers, with what was known before. */
    Published later(Published known) {
      return later(known, 0);
    }

    /** What a scan of the ledger finds, with what was known before. */
    Published later(Published known, int scanFrom) {
      Entry last =
          ledger.size() <= scanFrom
              ? new Entry(0, Fixtures.digest(""))
              : ledger.get(ledger.size() - 1);
      return last.seq() >= known.seq() && last.seq() > 0
          ? new Published(last.seq(), Optional.of(last.digest()))
          : known;
    }
  }

  /** A node: one owner of the session at a time, and one lane. */
  private final class Node {
    final int number;
    private final List<Work> works = new ArrayList<>();

    /** Calls that wait, with what the client knew to be done when it asked. */
    private final Map<Long, Long> asked = new HashMap<>();

    final Harness session = new Harness(journal);
    private Lane lane;
    private int lanesBegun;
    private int generation;
    private long calls = 1;

    Node(int number) {
      this.number = number;
    }

    Lane liveLane() {
      if (lane == null || !lane.alive) {
        lane = new Lane(new LaneId("node-" + number + "/" + lanesBegun++));
        lanes.put(lane.id, lane);
      }
      return lane;
    }

    void call(ClientCall call, long doneWhenAsked) {
      long handle = ++calls;
      asked.put(handle, doneWhenAsked);
      give(call.withCall(handle));
    }

    void give(SessionCommand command) {
      session.give(command);
      List<Effect> effects = session.effects();
      if (session.answers() > 0) {
        asked.entrySet().removeIf(this::isHeard);
      }
      effects.forEach(this::run);
    }

    private boolean isHeard(Map.Entry<Long, Long> call) {
      boolean answered = session.hasAnswered(call.getKey());
      if (answered) {
        client.hear(session.reply(call.getKey()), call.getValue());
      }
      return answered;
    }

    private void run(Effect effect) {
      if (effect instanceof Effect.Acquire) {
        works.add(new Acquisition(this));
      } else if (effect instanceof Effect.Publish publish) {
        lanes.get(publish.lane()).publish(this, publish);
      } else if (effect instanceof Effect.SignOff signOff) {
        works.add(new Leaving(this, signOff));
      } else if (effect instanceof Effect.FindLedgerEnd find) {
        findLedgerEnd(find);
      } else if (effect instanceof Effect.Checkpoint checkpoint) {
        checkpoint(checkpoint);
      } else if (effect instanceof Effect.Stop) {
        crash();
      }
    }

    private void findLedgerEnd(Effect.FindLedgerEnd find) {
      Lane asked = lanes.get(find.lane());
      if (asked.alive) {
        later(new LedgerEndFound(find.epoch(), 0, asked.ledger.size()));
      }
    }

    /** Written now or much later, and also when nobody waits for it any more. */
    private void checkpoint(Effect.Checkpoint checkpoint) {
      int ofThisLife = generation;
      Claim claim = checkpoint.claim();
      works.add(
          () -> {
            if (oneIn(3)) {
              return false;
            }
            boolean ours =
                row.epoch() == checkpoint.epoch() && row.owner().equals(Optional.of(claim.owner()));
            if (ours) {
              row = rowOf(checkpoint.epoch(), claim);
              if (without == Without.CHECKPOINT_ORDER) {
                int end = lanes.get(claim.owner()).ledger.size();
                row = new Row(row.epoch(), row.owner(), end, row.published());
              }
            }
            if (generation == ofThisLife && !oneIn(3)) {
              later(new Checkpointed(checkpoint.epoch(), !ours));
            }
            return true;
          });
    }

    /** A result, for this life of the owner only. */
    void later(SessionCommand command) {
      int ofThisLife = generation;
      works.add(
          () -> {
            if (generation == ofThisLife) {
              give(command);
            }
            return true;
          });
    }

    void answer(Effect.Publish publish, Outcome outcome) {
      later(new LaneAnswered(publish.epoch(), publish.seq(), outcome));
    }

    /** The owner is gone; the next one replays the journal. What it began in the world goes on. */
    void crash() {
      generation++;
      asked.clear();
      session.crash();
    }

    void disturb() {
      switch (random.nextInt(7)) {
        case 0 -> crash();
        case 1 -> {
          if (lane != null) {
            lane.die();
          }
          crash();
        }
        case 2 -> give(new Rest(Fixtures.NOW));
        case 3, 4 -> give(new BeginCheckpoint());
        case 5 -> give(new Slacken());
        default -> {
          if (lane != null && oneIn(2)) {
            // What waits in the queue hears of it as the lane's callers do: unknown.
            Lane dying = lane;
            dying.queue.clear();
            dying.alive = false;
            if (session.state() instanceof OwnerState.Committing c) {
              later(
                  new LaneAnswered(
                      c.owner().epoch(), c.stage().seq(), new Outcome.Unknown("it died")));
            }
          }
        }
      }
    }

    void work(boolean stall) {
      if (lane != null) {
        lane.stir();
        if (!stall && lane.alive && !lane.queue.isEmpty()) {
          lane.queue.poll().run();
        }
      }
      if (!works.isEmpty()) {
        Work work = works.remove(oneIn(4) ? random.nextInt(works.size()) : 0);
        if (!work.step()) {
          works.add(work);
        }
      }
    }

    @Override
    public String toString() {
      return "node " + number + " in " + session.state() + ", register " + row;
    }
  }

  /** Steps 9 to 13 of becoming the publisher: read, settle, compare and set; a crash in between. */
  private final class Acquisition implements Work {
    private final Node node;
    private final int generation;
    private Optional<Row> seen = Optional.empty();
    private Optional<Published> published = Optional.empty();
    private Optional<Claim> claim = Optional.empty();

    Acquisition(Node node) {
      this.node = node;
      this.generation = node.generation;
    }

    @Override
    public boolean step() {
      if (seen.isEmpty()) {
        seen = Optional.of(row);
        return false;
      }
      if (published.isEmpty()) {
        return settle(seen.get());
      }
      if (claim.isEmpty()) {
        claim = Optional.of(claimWith(node.liveLane(), published.get()));
        return false;
      }
      return claim(seen.get(), claim.get());
    }

    private boolean settle(Row before) {
      Lane owner = before.owner().map(lanes::get).orElse(null);
      if (owner == null) {
        published = Optional.of(before.published());
      } else if (owner.alive && owner == node.lane) {
        owner.revokedEpoch = Math.max(owner.revokedEpoch, before.epoch());
        if (owner.queue.isEmpty()) {
          published = Optional.of(owner.later(before.published()));
        }
      } else {
        if (without != Without.FENCE) {
          owner.fence();
        }
        published =
            Optional.of(
                without == Without.LEDGER
                    ? before.published()
                    : owner.later(before.published(), before.scanFrom()));
      }
      return false;
    }

    private Claim claimWith(Lane lane, Published known) {
      return new Claim(lane.id, 0, lane.ledger.size(), known);
    }

    private boolean claim(Row before, Claim claim) {
      if (oneIn(12)) {
        return result(new AcquireFailed(RejectCode.STORE_UNAVAILABLE, "the store is away"));
      }
      if (row.epoch() != before.epoch() || !lanes.get(claim.owner()).alive) {
        return result(new AcquireFailed(RejectCode.OWNER_CHANGED, "another was faster"));
      }
      row = rowOf(before.epoch() + 1, claim);
      Published known = claim.published();
      return result(new Acquired(claim.owner(), row.epoch(), known.seq(), known.digest()));
    }

    private boolean result(SessionCommand command) {
      if (node.generation == generation) {
        node.later(command);
      }
      return true;
    }
  }

  /** Steps 17 and 18: empty the lane, then leave the register if it is still ours. */
  private final class Leaving implements Work {
    private final Node node;
    private final int generation;
    private final Effect.SignOff signOff;

    Leaving(Node node, Effect.SignOff signOff) {
      this.node = node;
      this.generation = node.generation;
      this.signOff = signOff;
    }

    @Override
    public boolean step() {
      Lane lane = lanes.get(signOff.lane());
      Optional<Published> all = Optional.empty();
      if (lane.alive) {
        lane.revokedEpoch = Math.max(lane.revokedEpoch, signOff.epoch());
        if (!lane.queue.isEmpty()) {
          return false;
        }
        all = Optional.of(lane.later(signOff.published()));
        if (row.epoch() == signOff.epoch() && row.owner().equals(Optional.of(lane.id))) {
          row = new Row(row.epoch() + 1, Optional.empty(), 0, all.get());
        }
      }
      if (node.generation == generation) {
        node.later(new SignedOff(signOff.epoch(), all));
      }
      return true;
    }
  }

  /** Writes batch after batch; the same bytes under the same seq, until Kafka refuses them. */
  private final class Client {
    private final List<ClientCall> history = new ArrayList<>();
    private final Map<Long, Integer> variants = new HashMap<>();
    private long done;
    private Optional<StageToken> token = Optional.empty();

    Digest digest(long seq) {
      return Fixtures.digest(text(seq));
    }

    /** Every fourth batch is one that Kafka never takes, until the client has changed it. */
    private String text(long seq) {
      int variant = variants.getOrDefault(seq, 0);
      return (seq % 4 == 0 && variant == 0 ? "poison " : "batch ") + seq;
    }

    boolean isPoison(Entry entry) {
      return entry.digest().equals(Fixtures.digest("poison " + entry.seq()));
    }

    void act(Node node) {
      long seq = done + 1;
      if (oneIn(12)) {
        send(node, new Allocate(0, Fixtures.writer()));
      } else if (token.isEmpty()) {
        send(node, new Write(0, 0, seq, Fixtures.batch(text(seq)), Optional.empty()));
      } else if (oneIn(2)) {
        send(node, new AckWrite(0, 0, seq, token.get()));
      } else {
        send(node, new Write(0, 0, seq + 1, Fixtures.batch(text(seq + 1)), token));
      }
    }

    void repeatSomethingOld(Node node) {
      if (!history.isEmpty()) {
        send(node, history.get(random.nextInt(history.size())));
      }
    }

    private void send(Node node, ClientCall call) {
      history.add(call);
      node.call(call, done);
    }

    void hear(Reply reply, long doneWhenAsked) {
      if (reply instanceof Reply.View view) {
        if (view.ackedSeq() < doneWhenAsked || view.ackedSeq() > kafka.size()) {
          throw new AssertionError(
              "told to go on after " + view.ackedSeq() + ", but " + doneWhenAsked + " was done");
        }
      } else if (reply instanceof Reply.Acked acked) {
        done(acked.committedSeq());
      } else if (reply instanceof Reply.Staged staged) {
        done(staged.committedSeq());
        boolean mine = staged.token().digest().equals(digest(staged.token().seq()));
        if (staged.token().seq() == done + 1 && mine) {
          token = Optional.of(staged.token());
        }
      } else if (reply instanceof Reply.Rejected rejected) {
        hear(rejected);
      }
    }

    private void hear(Reply.Rejected rejected) {
      switch (rejected.code()) {
        case REFUSED_BY_KAFKA -> {
          variants.put(rejected.expectedSeq().orElseThrow(), 1);
          token = Optional.empty();
        }
        case NOT_STAGED, TOKEN_SUPERSEDED -> token = Optional.empty();
        case UNAVAILABLE,
            NOT_READY,
            STORE_UNAVAILABLE,
            OWNER_CHANGED,
            REPLACED_BY_RETRY,
            BACKPRESSURE -> {}
        // Late repeats of the bytes that were refused.
        case SEQ_CONFLICT -> {
          if (variants.isEmpty()) {
            throw new AssertionError("this client never changes a batch: " + rejected);
          }
        }
        default -> throw new AssertionError("this client made no mistake: " + rejected);
      }
    }

    private void done(long seq) {
      if (seq > done) {
        done = seq;
        token = Optional.empty();
      }
    }

    @Override
    public String toString() {
      return "done " + done + " with token " + token;
    }
  }
}

package io.switchboard.core.session;

import io.switchboard.core.model.Positions;
import io.switchboard.core.model.Range;
import io.switchboard.core.model.ReadToken;
import io.switchboard.core.model.ReceivedEvent;
import io.switchboard.core.port.TopicSource.Failure;
import io.switchboard.core.session.SessionCommand.AckRead;
import io.switchboard.core.session.SessionCommand.Allocate;
import io.switchboard.core.session.SessionCommand.BatchFetched;
import io.switchboard.core.session.SessionCommand.ClaimFailed;
import io.switchboard.core.session.SessionCommand.ClientCall;
import io.switchboard.core.session.SessionCommand.EpochClaimed;
import io.switchboard.core.session.SessionCommand.FetchEmpty;
import io.switchboard.core.session.SessionCommand.FetchFailed;
import io.switchboard.core.session.SessionCommand.Read;
import io.switchboard.core.session.SessionCommand.Rest;
import io.switchboard.core.session.SessionCommand.Slacken;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;

/**
 * P3 over a model of the world around the core: a topic that grows, a register that gives epochs,
 * one journal, and one or two owners of the same session that all believe in themselves. A client
 * reads and acknowledges through any of them and keeps its token; answers get lost, and its old
 * calls arrive again late.
 *
 * <p>At every step: what the client accepts begins where what it acknowledged ended, and is what
 * the topic holds there; it is never told that the token that it holds is superseded. With one
 * owner a batch is always the same batch, whatever crashed. In the end the client gets on.
 */
final class ReaderWorld {

  /** Work of an owner that is under way outside of it. */
  private interface Work {
    void run();
  }

  private final Random random;
  private final boolean forgetful;
  private final List<SessionEvent> journal = new ArrayList<>();
  private final List<Node> nodes = new ArrayList<>();
  private final Map<Long, ReadToken> versions = new HashMap<>();
  private final Client client = new Client();
  private final long[] ends = {3, 3};
  private long epoch;

  ReaderWorld(long seed, int owners) {
    this(seed, owners, false);
  }

  /**
   * @param forgetful whether a crash loses the last entry of the journal: a control
   */
  ReaderWorld(long seed, int owners, boolean forgetful) {
    random = Seeds.random(seed);
    this.forgetful = forgetful;
    for (int i = 0; i < owners; i++) {
      nodes.add(new Node(i));
    }
    Positions start = Fixtures.positions(0, 0);
    nodes.get(0).session.give(new Allocate(1, Fixtures.reader(start)));
    nodes.forEach(Node::crash);
  }

  private boolean oneIn(int n) {
    return random.nextInt(n) == 0;
  }

  private Node node() {
    return nodes.get(random.nextInt(nodes.size()));
  }

  ReaderWorld walk(int steps) {
    for (int i = 0; i < steps; i++) {
      Node node = node();
      switch (random.nextInt(32)) {
        case 0 -> node.disturb();
        case 1, 2 -> client.repeatSomethingOld(node);
        case 3, 4 -> ends[random.nextInt(2)] += random.nextInt(3);
        case 5, 6, 7, 8, 9, 10, 11, 12 -> client.act(node);
        default -> node.work();
      }
    }
    return this;
  }

  /** The weather clears and calls go to one owner: the client must get on. */
  void settle() {
    Node last = node();
    long goal = client.done + 3;
    for (int i = 0; i < 1_000 && client.done < goal; i++) {
      ends[0]++;
      client.act(last);
      nodes.forEach(Node::work);
    }
    if (client.done < goal) {
      throw new AssertionError("the client does not get on from " + client + " at " + last);
    }
    for (int i = 0; i < 20; i++) {
      last.work();
    }
    if (!last.session.waiting().isEmpty()) {
      throw new AssertionError("calls wait for ever: " + last.session.state());
    }
  }

  long done() {
    return client.done;
  }

  /** A node with one owner of the session at a time. */
  private final class Node {
    final int number;
    final Harness session = new Harness(journal);
    private final List<Work> works = new ArrayList<>();
    private final Map<Long, ClientCall> asked = new HashMap<>();
    private int generation;
    private boolean claiming;
    private long calls = 1;

    Node(int number) {
      this.number = number;
    }

    void call(ClientCall call) {
      long handle = ++calls;
      asked.put(handle, call);
      give(call.withCall(handle));
    }

    private void give(SessionCommand command) {
      session.give(command);
      List<Effect> effects = session.effects();
      asked
          .keySet()
          .removeIf(
              call -> {
                boolean answered = session.hasAnswered(call);
                if (answered) {
                  client.hear(asked.get(call), session.reply(call));
                }
                return answered;
              });
      effects.forEach(this::run);
    }

    private void run(Effect effect) {
      if (effect instanceof Effect.ClaimEpoch && !claiming) {
        claiming = true;
        later(() -> claim(epoch));
      } else if (effect instanceof Effect.FetchNext next) {
        later(() -> fetchNext(next));
      } else if (effect instanceof Effect.FetchAgain again) {
        later(() -> fetchAgain(again));
      } else if (effect instanceof Effect.Stop) {
        crash();
      }
    }

    private void later(Work work) {
      int ofThisLife = generation;
      works.add(
          () -> {
            if (generation == ofThisLife) {
              work.run();
            }
          });
    }

    /** Compare and set, from the epoch that was read before. */
    private void claim(long seen) {
      if (epoch == seen && !oneIn(12)) {
        long mine = ++epoch;
        later(() -> claimed(new EpochClaimed(mine)));
      } else {
        later(() -> claimed(new ClaimFailed("another was faster")));
      }
    }

    private void claimed(SessionCommand result) {
      claiming = false;
      give(result);
    }

    private void fetchNext(Effect.FetchNext fetch) {
      List<Range> ranges = new ArrayList<>();
      List<ReceivedEvent> events = new ArrayList<>();
      for (int p = 0; p < 2; p++) {
        long from = fetch.from().offsetAt(p);
        long to = Math.min(ends[p], from + random.nextInt(3));
        if (to > from) {
          ranges.add(new Range(p, from, to, (int) (to - from)));
          events.addAll(Fixtures.events(p, from, to));
        }
      }
      if (oneIn(12)) {
        give(new FetchFailed(fetch.fetch(), Failure.UNAVAILABLE, "away"));
      } else if (ranges.isEmpty()) {
        give(new FetchEmpty(fetch.fetch()));
      } else {
        give(new BatchFetched(fetch.fetch(), ranges, events));
      }
    }

    private void fetchAgain(Effect.FetchAgain fetch) {
      List<ReceivedEvent> events = new ArrayList<>();
      for (Range range : fetch.ranges()) {
        events.addAll(Fixtures.events(range.partition(), range.from(), range.to()));
      }
      give(
          oneIn(12)
              ? new FetchFailed(fetch.fetch(), Failure.UNAVAILABLE, "away")
              : new BatchFetched(fetch.fetch(), fetch.ranges(), events));
    }

    /** The owner is gone; the next one replays the journal as it is now. */
    void crash() {
      generation++;
      claiming = false;
      asked.clear();
      if (forgetful && journal.size() > 1) {
        journal.remove(journal.size() - 1);
      }
      session.crash();
    }

    void disturb() {
      switch (random.nextInt(3)) {
        case 0 -> crash();
        case 1 -> give(new Rest(Fixtures.NOW));
        default -> give(new Slacken());
      }
    }

    void work() {
      if (!works.isEmpty()) {
        works.remove(oneIn(4) ? random.nextInt(works.size()) : 0).run();
      }
    }

    @Override
    public String toString() {
      return "node " + number + " in " + session.state();
    }
  }

  /** Reads batch after batch, and never goes back. */
  private final class Client {
    private final List<ClientCall> history = new ArrayList<>();
    private final Set<ClientCall> current = new HashSet<>();
    private long done;
    private Positions behind = Fixtures.positions(0, 0);
    private Optional<ReadToken> acknowledged = Optional.empty();
    private Optional<ReadToken> held = Optional.empty();

    void act(Node node) {
      if (held.isEmpty()) {
        send(node, read(done + 1, acknowledged));
      } else if (oneIn(2)) {
        send(node, new AckRead(0, 0, done + 1, held.get()));
      } else {
        send(node, read(done + 2, held));
      }
    }

    private Read read(long seq, Optional<ReadToken> token) {
      return new Read(0, 0, seq, token, 10, 1_000, Duration.ofSeconds(1));
    }

    void repeatSomethingOld(Node node) {
      if (!history.isEmpty()) {
        node.call(history.get(random.nextInt(history.size())));
      }
    }

    private void send(Node node, ClientCall call) {
      history.add(call);
      current.add(call);
      node.call(call);
    }

    /** {@code current} are the calls that the client would make now: their answers count. */
    void hear(ClientCall call, Reply reply) {
      if (reply instanceof Reply.Batch batch) {
        sameBatch(batch);
      }
      boolean lost = oneIn(5);
      if (lost || !current.contains(call)) {
        return;
      }
      if (reply instanceof Reply.Batch batch) {
        if (batch.token().seq() == done + 2) {
          acknowledge();
        }
        accept(batch);
      } else if (reply instanceof Reply.Acked
          || (reply instanceof Reply.Nothing nothing && nothing.ackedSeq() > done)) {
        acknowledge();
      } else if (reply instanceof Reply.Rejected rejected) {
        hear(call, rejected);
      }
    }

    private void hear(ClientCall call, Reply.Rejected rejected) {
      switch (rejected.code()) {
        case UNAVAILABLE, NOT_READY, STORE_UNAVAILABLE, SERVER_BEHIND, REPLACED_BY_RETRY -> {}
        default ->
            throw new AssertionError(this + " made no mistake with " + call + ": " + rejected);
      }
    }

    private void acknowledge() {
      ReadToken token = held.orElseThrow();
      done = token.seq();
      behind = token.end();
      acknowledged = held;
      held = Optional.empty();
      current.clear();
    }

    private void accept(Reply.Batch batch) {
      ReadToken token = batch.token();
      if (token.seq() != done + 1 || !token.start().equals(behind)) {
        throw new AssertionError(this + " lost or repeats something: " + token);
      }
      List<ReceivedEvent> expected = new ArrayList<>();
      for (int p = 0; p < 2; p++) {
        expected.addAll(Fixtures.events(p, token.start().offsetAt(p), token.end().offsetAt(p)));
      }
      if (!ids(batch.events()).equals(ids(expected))) {
        throw new AssertionError(ids(batch.events()) + " is not what " + token + " says");
      }
      held = Optional.of(token);
      current.clear();
    }

    private List<String> ids(List<ReceivedEvent> events) {
      return events.stream().map(e -> e.partition() + "@" + e.offset()).toList();
    }

    private void sameBatch(Reply.Batch batch) {
      ReadToken token = batch.token();
      ReadToken before = versions.putIfAbsent(token.seq(), token);
      if (nodes.size() == 1
          && before != null
          && !(before.start().equals(token.start()) && before.end().equals(token.end()))) {
        throw new AssertionError("the same batch was " + before + ", and is " + token);
      }
    }

    @Override
    public String toString() {
      return "a client at " + behind + " after batch " + done + ", holding " + held;
    }
  }
}

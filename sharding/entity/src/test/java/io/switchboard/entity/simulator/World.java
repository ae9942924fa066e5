package io.switchboard.entity.simulator;

import io.switchboard.core.model.SessionSpec;
import io.switchboard.core.session.Reply;
import io.switchboard.core.session.SessionCommand.Dispose;
import io.switchboard.entity.simulator.ModelJournal.Replay;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * One run: a session, its clients, the nodes, and Kafka and Cassandra as models. First it walks
 * with faults, then the faults end and the client must get on.
 */
final class World {
  private static final int MIN_FAULTS = 3;
  private static final int MAX_CLIENTS = 4;
  private static final int MAX_MORE_STEPS = 5_000;
  private static final int SETTLE_STEPS = 12_000;
  private static final int BATCHES_AFTER_FAULTS = 3;

  private final Control control;
  private final Scheduler scheduler;
  private final Faults faults;
  private final boolean writer;
  private final boolean buffered;
  private final int laneWaitsMs;
  private final boolean doubleOwned;
  private final Oracle oracle;
  private final ModelKafka kafka;
  private final ModelRegister register;
  private final ModelSpill spill = new ModelSpill();
  private final ModelJournal journal;
  private final Cluster cluster;
  private final Coverage coverage = new Coverage();
  private final List<SimClient> clients = new ArrayList<>();
  private final Map<Long, Reply.Batch> versions = new HashMap<>();
  private boolean allocated;
  private boolean disposed;

  World(long seed, Control control, Trace trace) {
    this.control = control;
    this.scheduler = new Scheduler(seed, trace);
    boolean writes = scheduler.oneIn(2);
    boolean twoOwners = !scheduler.oneIn(3);
    this.writer = control.role() == Fault.Of.ANY ? writes : control.role() == Fault.Of.WRITER;
    this.buffered = writer && (control.isBuffered() || scheduler.oneIn(3));
    this.laneWaitsMs = buffered && !scheduler.oneIn(3) ? scheduler.between(20, 200) : 10;
    this.doubleOwned = twoOwners || control.needs().contains(Fault.DOUBLE_OWNER);
    this.faults = new Faults(scheduler, !writer, buffered, doubleOwned, control.needs());
    this.oracle = new Oracle(this);
    this.kafka = new ModelKafka(scheduler, faults, oracle::committed);
    this.register = new ModelRegister(oracle::rowChanged);
    this.journal = new ModelJournal(control, scheduler.oneIn(2) ? Replay.ALL : Replay.NEWER_WRITER);
    int nodes = scheduler.between(2, 3);
    this.cluster = new Cluster(this, nodes);
    for (int i = 0; i < nodes; i++) {
      cluster.add(new SimNode(this, i));
    }
  }

  // The parts.

  Control control() {
    return control;
  }

  Scheduler scheduler() {
    return scheduler;
  }

  Faults faults() {
    return faults;
  }

  Oracle oracle() {
    return oracle;
  }

  ModelKafka kafka() {
    return kafka;
  }

  ModelRegister register() {
    return register;
  }

  ModelSpill spill() {
    return spill;
  }

  ModelJournal journal() {
    return journal;
  }

  Cluster cluster() {
    return cluster;
  }

  Coverage coverage() {
    return coverage;
  }

  List<SimClient> clients() {
    return clients;
  }

  boolean isWriter() {
    return writer;
  }

  SessionSpec spec(String request) {
    SessionSpec spec = Known.spec(!writer, request);
    return buffered ? Known.buffered(spec) : spec;
  }

  /** How long a lane lets a batch wait at most; long in some runs, so that more are accepted. */
  int laneWaitsMs() {
    return laneWaitsMs;
  }

  boolean isBuffered() {
    return buffered;
  }

  /** Whether two owners may live at once in this run. */
  boolean isDoubleOwned() {
    return doubleOwned;
  }

  /** Whether a client was told that the session exists. */
  boolean isAllocated() {
    return allocated;
  }

  boolean isDisposed() {
    return disposed;
  }

  // Clients.

  private SimClient newClient(boolean takesOver) {
    String name = String.valueOf((char) ('A' + clients.size()));
    SimClient client = newClient(name, takesOver);
    clients.add(client);
    client.begin();
    return client;
  }

  private SimClient newClient(String name, boolean takesOver) {
    if (buffered) {
      return new BufferedClient(this, name, takesOver);
    }
    return writer
        ? new WriterClient(this, name, takesOver)
        : new ReaderClient(this, name, takesOver);
  }

  SimClient latest() {
    return clients.get(clients.size() - 1);
  }

  boolean isLatest(SimClient client) {
    return client == latest();
  }

  boolean hadTakeOver() {
    return clients.size() > 1;
  }

  /** The most that any client was told to be done. */
  long doneForAnybody() {
    return clients.stream().mapToLong(SimClient::done).max().orElse(0);
  }

  /** The client stops where it is, and wakes up much later; meanwhile another one takes over. */
  void zombie() {
    SimClient client = latest();
    boolean another = clients.size() < MAX_CLIENTS;
    client.sleep();
    scheduler.in(scheduler.between(100, another ? 5_000 : 1_500), "zombie wakes up", client::wake);
    if (another) {
      newClient(true);
    }
  }

  /** With one owner, every answer of a seq is the same batch, also those that nobody waits for. */
  void overheard(Reply reply) {
    allocated |= reply instanceof Reply.View;
    if (reply instanceof Reply.Batch batch && !doubleOwned) {
      Reply.Batch before = versions.putIfAbsent(batch.token().seq(), batch);
      boolean same =
          before == null
              || (before.token().start().equals(batch.token().start())
                  && before.token().end().equals(batch.token().end())
                  && before.events().size() + before.missing()
                      == batch.events().size() + batch.missing());
      if (!same) {
        throw Violation.CHANGED_BATCH.because(batch + " was " + before);
      }
    }
  }

  // The run.

  /** Runs with faults. */
  World walk(int steps) {
    newClient(false);
    new Weather(this).begin();
    boolean ends = scheduler.oneIn(12);
    long endsAt = scheduler.steps() + steps / 2;
    long until = scheduler.steps() + steps;
    long atMost = until + MAX_MORE_STEPS;
    while (scheduler.steps() < until
        || (faults.count() < MIN_FAULTS && scheduler.steps() < atMost)) {
      if (ends && scheduler.steps() >= endsAt) {
        ends = false;
        dispose();
      }
      scheduler.step();
    }
    return this;
  }

  private void dispose() {
    disposed = true;
    int holder = scheduler.below(clients.size() + 1);
    cluster.call(new Dispose(0, holder), java.time.Instant.MAX, reply -> {});
  }

  /** The faults end; whoever holds the session must get on. */
  World settle() {
    faults.end();
    for (SimNode node : cluster.nodes()) {
      if (node.isAlive() && !node.folder().isEmpty()) {
        // Only a node that starts brings back what lies there.
        node.crash();
      }
      node.restart();
      node.resume();
    }
    cluster.heal(cluster.anyNode());
    SimClient client = latest();
    if (buffered) {
      client.sleep();
      settleWhatWasLeft();
    }
    client.wake();
    long goal = Math.max(client.owed(), client.done() + BATCHES_AFTER_FAULTS);
    long atMost = scheduler.steps() + SETTLE_STEPS;
    while (client.done() < goal && !client.isRetired() && scheduler.steps() < atMost) {
      scheduler.step();
    }
    if (client.done() < goal && !client.isRetired()) {
      throw Violation.STUCK.because(
          client.name() + " has " + client.done() + " batches done, at " + states());
    }
    return this;
  }

  /** What was left is published, or forgotten with its session, without any client. */
  private void settleWhatWasLeft() {
    long atMost = scheduler.steps() + SETTLE_STEPS;
    while (!spill.isEmpty() && scheduler.steps() < atMost) {
      scheduler.step();
    }
    if (!spill.isEmpty()) {
      throw Violation.STUCK.because("something is left, at " + states());
    }
  }

  private String states() {
    StringBuilder states = new StringBuilder();
    for (SimNode node : cluster.nodes()) {
      states.append("\n  node ").append(node.number()).append(": ");
      states.append(node.entity().map(e -> e.state().toString()).orElse("nothing"));
    }
    return states.append("\n  row ").append(register.row()).toString();
  }

  /** Batches done for the clients together. */
  long done() {
    return doneForAnybody();
  }
}

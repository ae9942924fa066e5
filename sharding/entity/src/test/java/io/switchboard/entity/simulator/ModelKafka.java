package io.switchboard.entity.simulator;

import io.switchboard.core.model.LaneId;
import io.switchboard.core.port.Ledger;
import io.switchboard.entity.simulator.ModelLog.DataEvent;
import io.switchboard.entity.simulator.ModelLog.LedgerRecord;
import io.switchboard.entity.simulator.ModelLog.Payload;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** A topic, a ledger whose partitions several lanes share, and other producers that use both. */
final class ModelKafka {
  private static final int LEDGER_PARTITIONS = 2;

  private final Scheduler scheduler;
  private final ModelCoordinator coordinator;
  private final List<ModelLog> topic = new ArrayList<>();
  private final List<ModelLog> ledger = new ArrayList<>();
  private int foreigners;

  ModelKafka(Scheduler scheduler, Faults faults, Consumer<Transaction> onCommit) {
    this.scheduler = scheduler;
    this.coordinator = new ModelCoordinator(scheduler, faults, onCommit);
    for (int p = 0; p < Known.PARTITIONS; p++) {
      topic.add(new ModelLog("topic-" + p));
    }
    for (int p = 0; p < LEDGER_PARTITIONS; p++) {
      ledger.add(new ModelLog("ledger-" + p));
    }
  }

  ModelCoordinator coordinator() {
    return coordinator;
  }

  ModelLog topic(int partition) {
    return topic.get(partition);
  }

  ModelLog ledger(int partition) {
    return ledger.get(partition);
  }

  int ledgerPartitionOf(int node) {
    return node % LEDGER_PARTITIONS;
  }

  /** Another session's batch in the topic: a transaction that ends after a while, either way. */
  void foreignEvents(int holdMs) {
    LaneId id = foreigner();
    int number = foreigners;
    int events = scheduler.between(1, 4);
    for (int i = 0; i < events; i++) {
      Payload event =
          new DataEvent(Known.OTHER_SESSION, number, i, events, Known.digest("foreign " + number));
      coordinator.append(id, 0, topic(scheduler.below(Known.PARTITIONS)), List.of(event));
    }
    endLater(id, holdMs);
  }

  /** Another session's ledger records, in a transaction that stays open for a while. */
  void foreignLedgerRecord(int holdMs) {
    LaneId id = foreigner();
    Ledger.Entry entry = new Ledger.Entry(foreigners, 1, 1, Known.digest("foreign"));
    coordinator.append(
        id,
        0,
        ledger(scheduler.below(LEDGER_PARTITIONS)),
        List.of(new LedgerRecord(Known.OTHER_SESSION, entry)));
    endLater(id, holdMs);
  }

  private LaneId foreigner() {
    LaneId id = new LaneId("foreigner-" + ++foreigners);
    coordinator.initialise(id);
    return id;
  }

  private void endLater(LaneId id, int holdMs) {
    scheduler.in(
        holdMs, "foreign transaction ends", () -> coordinator.end(id, 0, !scheduler.oneIn(4)));
  }
}

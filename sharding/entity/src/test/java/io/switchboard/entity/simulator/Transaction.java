package io.switchboard.entity.simulator;

import io.switchboard.core.model.LaneId;
import io.switchboard.entity.simulator.ModelLog.DataEvent;
import io.switchboard.entity.simulator.ModelLog.Payload;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** A Kafka transaction: what was written in it, and where. */
final class Transaction {
  /** What is written in no transaction, and visible at once. */
  static final Transaction NONE = new Transaction(new LaneId("none"));

  private final LaneId producer;
  private final Set<ModelLog> logs = new LinkedHashSet<>();
  private final List<DataEvent> events = new ArrayList<>();
  private boolean committed;

  Transaction(LaneId producer) {
    this.producer = producer;
  }

  void wrote(ModelLog log, Payload payload) {
    if (this != NONE) {
      logs.add(log);
      if (payload instanceof DataEvent event) {
        events.add(event);
      }
    }
  }

  void commit() {
    committed = true;
  }

  boolean isCommitted() {
    return committed;
  }

  LaneId producer() {
    return producer;
  }

  Set<ModelLog> logs() {
    return logs;
  }

  List<DataEvent> events() {
    return events;
  }
}

package io.switchboard.kafka.ledger;

import io.switchboard.core.model.LaneId;
import io.switchboard.kafka.KafkaSettings;
import io.switchboard.kafka.LaneIds;
import java.time.Duration;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListTransactionsOptions;
import org.apache.kafka.clients.admin.TransactionListing;
import org.apache.kafka.clients.admin.TransactionState;
import org.apache.kafka.common.KafkaFuture;

/** Asks every broker which of this cluster's lanes have a transaction open. Blocks. */
final class OpenTransactions {
  private final Admin admin;
  private final int timeoutMs;
  private final LaneIds ids;

  OpenTransactions(Admin admin, KafkaSettings settings) {
    this.admin = admin;
    this.timeoutMs = Math.toIntExact(settings.adminTimeout().toMillis());
    this.ids = new LaneIds(settings.clusterId());
  }

  /**
   * What the brokers answered.
   *
   * @param lanes with an open transaction
   * @param missing why it may not be all, if a broker did not answer
   */
  record Listing(Set<LaneId> lanes, Optional<Throwable> missing) {}

  /**
   * @param olderThan open for longer, by the brokers' clocks; zero for all
   */
  Listing list(Duration olderThan) throws InterruptedException {
    ListTransactionsOptions options =
        new ListTransactionsOptions()
            .filterStates(List.of(TransactionState.ONGOING))
            .filterOnTransactionalIdPattern(ids.pattern())
            .timeoutMs(timeoutMs);
    if (!olderThan.isZero()) {
      options.filterOnDuration(olderThan.toMillis());
    }
    Set<LaneId> lanes = new HashSet<>();
    Optional<Throwable> missing = Optional.empty();
    try {
      Map<Integer, KafkaFuture<Collection<TransactionListing>>> brokers =
          admin.listTransactions(options).byBrokerId().get();
      for (KafkaFuture<Collection<TransactionListing>> broker : brokers.values()) {
        try {
          broker.get().forEach(one -> lanes.add(new LaneId(one.transactionalId())));
        } catch (ExecutionException e) {
          missing = Optional.of(e.getCause());
        }
      }
    } catch (ExecutionException e) {
      missing = Optional.of(e.getCause());
    }
    return new Listing(lanes, missing);
  }
}

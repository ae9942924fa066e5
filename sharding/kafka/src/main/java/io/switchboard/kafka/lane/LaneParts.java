package io.switchboard.kafka.lane;

import io.switchboard.core.port.TopicCatalog;
import io.switchboard.kafka.KafkaSettings;
import io.switchboard.kafka.ledger.LedgerEnds;
import java.util.concurrent.Executor;
import java.util.function.LongSupplier;

/**
 * What all lanes of a node share.
 *
 * @param preparers where a batch is prepared whose topic was not known at once; runs every task
 */
record LaneParts(
    KafkaSettings settings,
    TopicCatalog catalog,
    LedgerEnds ledgerEnds,
    Executor preparers,
    SickPartitions sick,
    LaneMetrics metrics,
    LongSupplier nanoClock) {}

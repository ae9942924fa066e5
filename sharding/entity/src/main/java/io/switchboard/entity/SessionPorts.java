package io.switchboard.entity;

import io.switchboard.core.port.Ledger;
import io.switchboard.core.port.Ownership;
import io.switchboard.core.port.ProducerLanes;
import io.switchboard.core.port.SessionDirectory;
import io.switchboard.core.port.SpillFolder;
import io.switchboard.core.port.SpillStore;
import io.switchboard.core.port.TopicCatalog;
import io.switchboard.core.port.TopicSource;

/**
 * The world as sessions see it. All parts are shared by the sessions of a node and are thread-safe.
 */
public record SessionPorts(
    TopicSource source,
    TopicCatalog catalog,
    ProducerLanes lanes,
    Ledger ledger,
    Ownership ownership,
    SessionDirectory directory,
    SpillStore spillStore,
    SpillFolder spillFolder) {}

package io.switchboard.entity;

import io.switchboard.core.model.LaneId;
import java.time.Clock;

/**
 * The node as its sessions have it: the same for all of them. All parts are thread-safe.
 *
 * @param readerName by which readers stand in the ownership register
 */
public record SessionHost(
    SessionPorts ports,
    SessionCommons commons,
    EntitySettings settings,
    LaneId readerName,
    EntityMetrics metrics,
    Clock clock) {}

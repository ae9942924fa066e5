package io.switchboard.node.door;

import io.netty.util.concurrent.EventExecutor;
import java.util.Map;
import java.util.concurrent.Executor;

/**
 * What all connections of both doors share.
 *
 * @param codec one thread for what would hold up an event loop: gzip, and long messages
 * @param sweepers one per event loop
 */
record DoorRuntime(
    DoorSettings settings,
    DoorMetrics metrics,
    MessageParser parser,
    Dispatcher dispatcher,
    ByteBudget requestBudget,
    ByteBudget replyBudget,
    ConnectionGate gate,
    Executor codec,
    Map<EventExecutor, Sweeper> sweepers) {}

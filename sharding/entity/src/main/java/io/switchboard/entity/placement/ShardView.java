package io.switchboard.entity.placement;

import java.util.Optional;

/**
 * A shard: sessions that move together.
 *
 * @param shard its number, from 0
 * @param node {@code host:port} of the node that carries it; none if nobody has called one of its
 *     sessions since it last had to move, or if its node did not answer
 * @param sessions in memory, as reported
 * @param bytesPerSecond bytes of events written to and read from its sessions, as reported
 * @param pinnedTo {@code host:port} of the node that it is to be on whenever that node can take it
 */
public record ShardView(
    String shard,
    Optional<String> node,
    long sessions,
    long bytesPerSecond,
    Optional<String> pinnedTo) {}

package io.switchboard.node.management;

import io.switchboard.core.model.SessionId;
import io.switchboard.core.model.SessionRole;
import io.switchboard.core.port.SessionDirectory.Entry;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * Which sessions of the directory are asked for. What is empty does not matter.
 *
 * @param shards those that a node carries
 */
record SessionFilter(
    Optional<String> topic,
    Optional<SessionRole> role,
    Optional<String> client,
    Optional<Set<String>> shards) {

  /** Of a call's query, apart from its node. */
  static SessionFilter of(Call call) {
    return new SessionFilter(
        call.asked("topic"),
        call.asked("role").map(SessionFilter::role),
        call.asked("client"),
        Optional.empty());
  }

  private static SessionRole role(String text) {
    return Arrays.stream(SessionRole.values())
        .filter(role -> role.name().equals(text.toUpperCase(Locale.ROOT)))
        .findFirst()
        .orElseThrow(() -> new BadCallException("role is reader or writer, not '" + text + "'."));
  }

  SessionFilter inShards(Set<String> some) {
    return new SessionFilter(topic, role, client, Optional.of(Set.copyOf(some)));
  }

  boolean isNone() {
    return topic.isEmpty() && role.isEmpty() && client.isEmpty() && shards.isEmpty();
  }

  boolean fits(Entry entry, Function<SessionId, String> shardOf) {
    return topic.map(entry.topic().name()::equals).orElse(true)
        && role.map(entry.role()::equals).orElse(true)
        && client.map(entry.clientName()::equals).orElse(true)
        && shards.map(some -> some.contains(shardOf.apply(entry.session()))).orElse(true);
  }
}

package io.switchboard.node.management;

import io.switchboard.core.model.SessionId;
import io.switchboard.core.model.SessionRole;
import io.switchboard.core.model.TopicRef;
import io.switchboard.core.port.SessionDirectory;
import io.switchboard.core.session.Reply;
import io.switchboard.core.session.SessionCommand.ClientCall;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BiFunction;

/**
 * A directory of sessions, and the sessions themselves. Entry i is of topic {@code t<i mod 10>}, of
 * client {@code client}, and in shard i mod 12.
 */
final class SessionsDouble implements SessionDirectory, SessionCalls {
  private static final String ALPHABET = "abcdefghij";

  final List<Entry> entries = new ArrayList<>();
  final List<ClientCall> calls = new CopyOnWriteArrayList<>();
  volatile BiFunction<SessionId, ClientCall, Reply> answer =
      (session, call) -> {
        throw new IllegalStateException("nobody said what to answer");
      };
  volatile int listed;

  /** The id of entry i: digits as letters. */
  static SessionId id(int i) {
    StringBuilder text = new StringBuilder();
    for (char c : String.format("%026d", i).toCharArray()) {
      text.append(ALPHABET.charAt(c - '0'));
    }
    return new SessionId(text.toString());
  }

  static String shardOf(SessionId session) {
    long number = 0;
    for (char c : session.value().toCharArray()) {
      number = number * 10 + ALPHABET.indexOf(c);
    }
    return Long.toString(number % PlacementDouble.SHARDS);
  }

  void fill(int count) {
    for (int i = entries.size(); i < count; i++) {
      entries.add(entry(i, false));
    }
  }

  static Entry entry(int i, boolean disposed) {
    return new Entry(
        id(i),
        i % 2 == 0 ? SessionRole.READER : SessionRole.WRITER,
        new TopicRef("t" + i % 10, "id"),
        i % 3 == 0 ? "third" : "client",
        Instant.EPOCH,
        Instant.EPOCH,
        Instant.EPOCH,
        3,
        disposed);
  }

  @Override
  public CompletionStage<Void> put(Entry entry) {
    throw new UnsupportedOperationException("not a management call");
  }

  @Override
  public CompletionStage<Optional<Entry>> find(SessionId session) {
    return CompletableFuture.completedFuture(
        entries.stream().filter(entry -> entry.session().equals(session)).findFirst());
  }

  @Override
  public CompletionStage<Page> list(int limit, Optional<String> pageToken) {
    int from = pageToken.map(SessionsDouble::parsed).orElse(0);
    int to = Math.min(entries.size(), from + limit);
    listed += to - from;
    return CompletableFuture.completedFuture(
        new Page(
            List.copyOf(entries.subList(from, to)),
            to < entries.size() ? Optional.of("behind-" + to) : Optional.empty()));
  }

  private static int parsed(String token) {
    if (!token.startsWith("behind-")) {
      throw new IllegalArgumentException("this page token is none of ours");
    }
    return Integer.parseInt(token.substring(7));
  }

  @Override
  public CompletionStage<Reply> ask(SessionId session, ClientCall call) {
    calls.add(call);
    return CompletableFuture.completedFuture(answer.apply(session, call));
  }
}

package io.switchboard.checker;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** Makes a line of each entry. */
final class LineWriter implements HistorySink {
  private static final int MAX_REASON_LENGTH = 200;

  private final Consumer<String> lines;

  LineWriter(Consumer<String> lines) {
    this.lines = lines;
  }

  @Override
  public void writeInvoked(Stamp stamp, String writer, long batch, int count) {
    line(stamp, HistoryFormat.WRITE, writer + ' ' + batch + ' ' + count, "");
  }

  @Override
  public void writeEnded(
      Stamp stamp, String writer, long batch, WriteOutcome outcome, String reason) {
    line(stamp, HistoryFormat.word(outcome), writer + ' ' + batch, reason);
  }

  @Override
  public void readerOpened(Stamp stamp, String reader, Start start, Set<Integer> partitions) {
    String some =
        new TreeSet<>(partitions).stream().map(String::valueOf).collect(Collectors.joining(","));
    String from = start.name().toLowerCase(Locale.ROOT);
    String all = some.isEmpty() ? HistoryFormat.ALL_PARTITIONS : some;
    line(stamp, HistoryFormat.READER, reader + ' ' + from + ' ' + all, "");
  }

  @Override
  public void delivered(Stamp stamp, ReadKey key, int attempt, List<PlacedEvent> events) {
    line(stamp, HistoryFormat.READ, arguments(key, attempt), texts(events));
  }

  @Override
  public void ackInvoked(Stamp stamp, ReadKey key, int attempt) {
    line(stamp, HistoryFormat.ACK, arguments(key, attempt), "");
  }

  @Override
  public void ackEnded(Stamp stamp, ReadKey key, int attempt, AckOutcome outcome, String reason) {
    line(stamp, HistoryFormat.word(outcome), arguments(key, attempt), reason);
  }

  @Override
  public void drained(Stamp stamp, String reader) {
    line(stamp, HistoryFormat.DRAINED, reader, "");
  }

  @Override
  public void finalBegun(Stamp stamp) {
    line(stamp, HistoryFormat.FINAL_BEGIN, "", "");
  }

  @Override
  public void finalEvents(Stamp stamp, List<PlacedEvent> events) {
    line(stamp, HistoryFormat.FINAL, texts(events), "");
  }

  @Override
  public void finalEnded(Stamp stamp, Map<Integer, Long> ends) {
    String all =
        new TreeMap<>(ends)
            .entrySet().stream()
                .map(e -> e.getKey() + "=" + e.getValue())
                .collect(Collectors.joining(" "));
    line(stamp, HistoryFormat.FINAL_END, all, "");
  }

  private static String arguments(ReadKey key, int attempt) {
    return key.reader() + ' ' + key.session() + ' ' + key.seq() + ' ' + attempt;
  }

  private static String texts(List<PlacedEvent> events) {
    StringBuilder text = new StringBuilder(events.size() * 24);
    for (PlacedEvent event : events) {
      text.append(text.isEmpty() ? "" : " ").append(event.text());
    }
    return text.toString();
  }

  private void line(Stamp stamp, String word, String arguments, String rest) {
    StringBuilder line = new StringBuilder(32 + arguments.length() + rest.length());
    line.append(stamp.atMicros()).append(' ').append(word);
    if (!arguments.isEmpty()) {
      line.append(' ').append(arguments);
    }
    if (!rest.isEmpty()) {
      line.append(' ').append(rest);
    }
    lines.accept(line.append('\n').toString());
  }

  /** A reason as it can stand at the end of a line: one line, and not long. */
  static String reason(String text) {
    String flat = text.replaceAll("\\s+", " ").trim();
    return flat.length() <= MAX_REASON_LENGTH ? flat : flat.substring(0, MAX_REASON_LENGTH) + "…";
  }
}

package io.switchboard.checker;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Tells a sink the entry that a line holds; for one thread. */
final class LineParser {
  private final HistorySink sink;
  private String line = "";
  private int next;

  LineParser(HistorySink sink) {
    this.sink = sink;
  }

  /**
   * Reads one line.
   *
   * @param startMicros what to add to the time of the line
   * @throws IllegalArgumentException if the line is not an entry
   */
  void parse(String text, long place, long startMicros) {
    line = text;
    next = 0;
    Stamp stamp = new Stamp(place, startMicros + number());
    String word = token();
    switch (word) {
      case HistoryFormat.WRITE -> sink.writeInvoked(stamp, token(), number(), (int) number());
      case HistoryFormat.WRITE_OK -> writeEnded(stamp, WriteOutcome.OK);
      case HistoryFormat.WRITE_FAILED -> writeEnded(stamp, WriteOutcome.FAILED);
      case HistoryFormat.WRITE_UNCERTAIN -> writeEnded(stamp, WriteOutcome.UNCERTAIN);
      case HistoryFormat.READER -> sink.readerOpened(stamp, token(), start(), partitions());
      case HistoryFormat.READ -> sink.delivered(stamp, key(), (int) number(), events());
      case HistoryFormat.ACK -> sink.ackInvoked(stamp, key(), (int) number());
      case HistoryFormat.ACK_OK -> ackEnded(stamp, AckOutcome.OK);
      case HistoryFormat.ACK_FAILED -> ackEnded(stamp, AckOutcome.FAILED);
      case HistoryFormat.ACK_UNCERTAIN -> ackEnded(stamp, AckOutcome.UNCERTAIN);
      case HistoryFormat.ACK_SUPERSEDED -> ackEnded(stamp, AckOutcome.SUPERSEDED);
      case HistoryFormat.DRAINED -> sink.drained(stamp, token());
      case HistoryFormat.FINAL_BEGIN -> sink.finalBegun(stamp);
      case HistoryFormat.FINAL -> sink.finalEvents(stamp, events());
      case HistoryFormat.FINAL_END -> sink.finalEnded(stamp, ends());
      default -> throw new IllegalArgumentException("unknown word '" + word + "'");
    }
  }

  private void writeEnded(Stamp stamp, WriteOutcome outcome) {
    sink.writeEnded(stamp, token(), number(), outcome, rest());
  }

  private void ackEnded(Stamp stamp, AckOutcome outcome) {
    sink.ackEnded(stamp, key(), (int) number(), outcome, rest());
  }

  private ReadKey key() {
    return new ReadKey(token(), token(), number());
  }

  private Start start() {
    return Start.valueOf(token().toUpperCase(Locale.ROOT));
  }

  private Set<Integer> partitions() {
    Set<Integer> partitions = new TreeSet<>();
    String text = token();
    if (!text.equals(HistoryFormat.ALL_PARTITIONS)) {
      for (String part : text.split(",", -1)) {
        partitions.add(Integer.parseInt(part));
      }
    }
    return partitions;
  }

  private List<PlacedEvent> events() {
    List<PlacedEvent> events = new ArrayList<>();
    while (next < line.length()) {
      int end = tokenEnd();
      int colon = before(':', end);
      int equal = before('=', end);
      int partition = Integer.parseInt(line, next, colon, 10);
      long offset = Long.parseLong(line, colon + 1, equal, 10);
      events.add(new PlacedEvent(partition, offset, EventId.parse(line, equal + 1, end)));
      next = end + 1;
    }
    return events;
  }

  private Map<Integer, Long> ends() {
    Map<Integer, Long> ends = new HashMap<>();
    while (next < line.length()) {
      int end = tokenEnd();
      int equal = before('=', end);
      ends.put(Integer.parseInt(line, next, equal, 10), Long.parseLong(line, equal + 1, end, 10));
      next = end + 1;
    }
    return ends;
  }

  private int before(char sign, int end) {
    int at = line.indexOf(sign, next);
    if (at < 0 || at >= end) {
      throw new IllegalArgumentException("expected a '" + sign + "' in " + token());
    }
    return at;
  }

  private int tokenEnd() {
    int space = line.indexOf(' ', next);
    return space < 0 ? line.length() : space;
  }

  private String token() {
    if (next >= line.length()) {
      throw new IllegalArgumentException("the line is too short");
    }
    int end = tokenEnd();
    String token = line.substring(next, end);
    next = end + 1;
    return token;
  }

  private long number() {
    return Long.parseLong(token());
  }

  private String rest() {
    String rest = next < line.length() ? line.substring(next) : "";
    next = line.length();
    return rest;
  }
}

package io.switchboard.node.logging;

import ch.qos.logback.classic.spi.ILoggingEvent;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.event.KeyValuePair;

/**
 * Finds the values of the fixed keys in a log event: among its key-value pairs, in the thread's
 * context, and in messages of this software's own, which name their values ({@code "lane={}
 * phase=abort"}).
 */
final class LogKeys {
  /** What a line may carry besides what every line has, in this order. */
  static final List<String> ALL =
      List.of(
          "event",
          "subject",
          "sessionId",
          "topic",
          "role",
          "client",
          "remote",
          "action",
          "outcome",
          "suppressed",
          "lane",
          "partition",
          "seq",
          "phase",
          "reason");

  static final int MAX_VALUE_CHARS = 512;

  private static final String OURS = "io.switchboard.";
  private static final Set<String> KNOWN = Set.copyOf(ALL);
  private static final Map<String, String> ALIASES = Map.of("session", "sessionId");
  private static final Pattern PLACES = Pattern.compile("\\{}");
  private static final Pattern NAMED =
      Pattern.compile("\\b([A-Za-z]+)=(\"?)(\\{}|[A-Za-z][A-Za-z0-9-]*)");

  private LogKeys() {}

  /** The keys that the event has, with their values as text. */
  static Map<String, String> of(ILoggingEvent event) {
    Map<String, String> found = new LinkedHashMap<>();
    event.getMDCPropertyMap().forEach((key, value) -> put(found, key, value));
    if (event.getLoggerName().startsWith(OURS)) {
      fromMessage(event, found);
    }
    List<KeyValuePair> pairs = event.getKeyValuePairs();
    if (pairs != null) {
      pairs.forEach(pair -> put(found, pair.key, pair.value));
    }
    return found;
  }

  /** Only the message's own text is looked at, never what is put into its places. */
  private static void fromMessage(ILoggingEvent event, Map<String, String> found) {
    String message = event.getMessage();
    if (message == null || message.indexOf('=') < 0) {
      return;
    }
    Object[] values = event.getArgumentArray();
    Matcher named = NAMED.matcher(message);
    while (named.find()) {
      if (!named.group(3).equals("{}")) {
        put(found, named.group(1), named.group(3));
        continue;
      }
      int index = (int) PLACES.matcher(message.substring(0, named.start(3))).results().count();
      if (values != null && index < values.length) {
        put(found, named.group(1), values[index]);
      }
    }
  }

  private static void put(Map<String, String> found, String key, Object value) {
    String name = ALIASES.getOrDefault(key, key);
    if (value != null && KNOWN.contains(name)) {
      found.put(name, cut(String.valueOf(value), MAX_VALUE_CHARS));
    }
  }

  static String cut(String text, int maxChars) {
    return text.length() <= maxChars ? text : text.substring(0, maxChars - 1) + "…";
  }
}

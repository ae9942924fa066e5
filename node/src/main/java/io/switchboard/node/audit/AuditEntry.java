package io.switchboard.node.audit;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * One audit event: what was done and how it ended, and what else is known of it. What is not known
 * is left out of the line.
 */
public final class AuditEntry {
  /** What may be done. */
  public enum Event {
    /** A session was allocated, or asked for again by who allocated it. */
    ALLOCATE("allocate"),
    /** A session was ended by its client or an operator. */
    DISPOSE("dispose"),
    /** A client took a session over from another. */
    TAKE_OVER("take-over"),
    /** A session ended because nobody called it, or its topic is gone. */
    EXPIRE("expire"),
    /** A call was refused to its caller. */
    DENIED("denied"),
    /** An operator changed something. */
    OPERATOR_ACTION("operator-action");

    private final String text;

    Event(String text) {
      this.text = text;
    }

    /** The event's name in the log. */
    public String text() {
      return text;
    }
  }

  /** Longest value; what is longer is cut. */
  static final int MAX_VALUE_CHARS = 256;

  private final Event event;
  private final Map<String, String> values = new LinkedHashMap<>();

  private AuditEntry(Event event, String outcome) {
    this.event = event;
    put("outcome", outcome);
  }

  /**
   * An entry that knows no more than this.
   *
   * @param outcome OK, or a code
   */
  public static AuditEntry of(Event event, String outcome) {
    return new AuditEntry(event, outcome);
  }

  /** Who did it, as far as he is known. */
  public AuditEntry subject(String subject) {
    return put("subject", subject);
  }

  public AuditEntry session(String sessionId) {
    return put("sessionId", sessionId);
  }

  public AuditEntry topic(String topic) {
    return put("topic", topic);
  }

  /** Reader or writer. */
  public AuditEntry role(String role) {
    return put("role", role);
  }

  /** What the client calls itself; empty if it did not say. */
  public AuditEntry client(Optional<String> client) {
    client.filter(name -> !name.isBlank()).ifPresent(name -> put("client", name));
    return this;
  }

  /** Where the call came from. */
  public AuditEntry remote(String address) {
    return put("remote", address);
  }

  /** What was denied or done, where the event does not say: a method, or a verb and a path. */
  public AuditEntry action(String action) {
    return put("action", action);
  }

  Event event() {
    return event;
  }

  Map<String, String> values() {
    return values;
  }

  private AuditEntry put(String key, String value) {
    values.put(key, clean(value));
    return this;
  }

  /** Whatever a client says, it stays one value of one line. */
  private static String clean(String value) {
    String cut =
        value.length() <= MAX_VALUE_CHARS ? value : value.substring(0, MAX_VALUE_CHARS - 1) + "…";
    StringBuilder safe = new StringBuilder(cut.length());
    cut.codePoints()
        .map(c -> Character.isISOControl(c) || c == '"' || c == 0x2028 || c == 0x2029 ? '?' : c)
        .forEach(safe::appendCodePoint);
    return safe.toString();
  }
}

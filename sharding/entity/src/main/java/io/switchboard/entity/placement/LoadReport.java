package io.switchboard.entity.placement;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a node tells the others: who it is, and what each of its shards carries. A line a fact, as
 * text, so that Akka's own serializers carry it and a person can read it.
 *
 * <p>First line: the version of this format; of another version nothing is read. At most {@value
 * #MAX_CHARS} characters: shards beyond that are left out.
 */
record LoadReport(PeerFacts facts, Map<Integer, Carried> shards) {
  static final String FORMAT = "switchboard-load 1";
  static final int MAX_CHARS = 100_000;
  private static final Pattern SHARD =
      Pattern.compile("(\\d{1,9}) (\\d{1,18}) (\\d{1,18}) (\\d{1,18})");
  private static final int MAX_FACT = 200;
  private static final int MAX_ADDRESSES = 16;

  LoadReport {
    shards = Map.copyOf(shards);
  }

  /**
   * One shard's load.
   *
   * @param bytesIn bytes of events written, per second
   * @param bytesOut bytes of events read, per second
   */
  record Carried(long sessions, long bytesIn, long bytesOut) {
    static final Carried NOTHING = new Carried(0, 0, 0);

    long bytes() {
      return bytesIn + bytesOut;
    }

    long points(long bytesPerPoint) {
      return 1 + sessions + bytes() / bytesPerPoint;
    }

    /** Of a shard that two nodes speak of, one of which has not heard yet that it moved. */
    Carried max(Carried other) {
      return new Carried(
          Math.max(sessions, other.sessions),
          Math.max(bytesIn, other.bytesIn),
          Math.max(bytesOut, other.bytesOut));
    }
  }

  long sessions() {
    return shards.values().stream().mapToLong(Carried::sessions).sum();
  }

  long bytesPerSecond() {
    return shards.values().stream().mapToLong(Carried::bytes).sum();
  }

  String encoded() {
    StringBuilder text = new StringBuilder(FORMAT);
    text.append("\nversion ").append(fact(facts.version()));
    text.append("\nincarnation ").append(fact(facts.incarnation()));
    new TreeMap<>(facts.addresses())
        .entrySet().stream()
            .limit(MAX_ADDRESSES)
            .forEach(
                address ->
                    text.append("\nat ")
                        .append(fact(address.getKey()).replace(' ', '_'))
                        .append(' ')
                        .append(fact(address.getValue())));
    new TreeMap<>(shards)
        .forEach(
            (shard, carried) -> {
              if (text.length() < MAX_CHARS - 100 && !carried.equals(Carried.NOTHING)) {
                text.append("\ns ").append(shard).append(' ').append(carried.sessions());
                text.append(' ').append(carried.bytesIn()).append(' ').append(carried.bytesOut());
              }
            });
    return text.toString();
  }

  private static String fact(String value) {
    String line = value.replaceAll("\\p{Cntrl}", "?");
    return line.substring(0, Math.min(MAX_FACT, line.length()));
  }

  /** Reads a report; empty if it is of a version that this node does not know. */
  static Optional<LoadReport> decode(String text) {
    String[] lines = text.split("\n", -1);
    if (!lines[0].equals(FORMAT)) {
      return Optional.empty();
    }
    String version = "";
    String incarnation = "";
    Map<String, String> addresses = new LinkedHashMap<>();
    Map<Integer, Carried> shards = new TreeMap<>();
    for (int i = 1; i < lines.length; i++) {
      String[] words = lines[i].split(" ", 2);
      String rest = words.length == 2 ? words[1] : "";
      switch (words[0]) {
        case "version" -> version = rest;
        case "incarnation" -> incarnation = rest;
        case "at" -> {
          String[] address = rest.split(" ", 2);
          addresses.put(address[0], address.length == 2 ? address[1] : "");
        }
        case "s" -> readShard(rest, shards);
        default -> {
          // A fact that a newer node tells besides.
        }
      }
    }
    return Optional.of(new LoadReport(new PeerFacts(version, incarnation, addresses), shards));
  }

  /** A hint that cannot be read is none: the shard counts as empty. */
  private static void readShard(String text, Map<Integer, Carried> shards) {
    Matcher numbers = SHARD.matcher(text);
    if (numbers.matches()) {
      shards.put(
          Integer.parseInt(numbers.group(1)),
          new Carried(
              Long.parseLong(numbers.group(2)),
              Long.parseLong(numbers.group(3)),
              Long.parseLong(numbers.group(4))));
    }
  }
}

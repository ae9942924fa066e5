package io.switchboard.node.metrics;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The tables of docs/metrics.md, and which names they allow. */
public final class MetricsList {
  private static final Path DOCS = Path.of("../docs");
  private static final Pattern ROW =
      Pattern.compile("^\\| `([a-z0-9_]+)` \\| (counter|gauge|histogram|summary)( \\*)? \\|");

  /**
   * A family of series.
   *
   * @param sometimes whether a node may have none of it, as it happens only now and then
   */
  public record Family(String type, boolean sometimes) {}

  private MetricsList() {}

  public static Path docs() {
    return DOCS;
  }

  /** By name, as Prometheus knows it. */
  public static Map<String, Family> families() {
    Map<String, Family> families = new TreeMap<>();
    try {
      for (String line : Files.readAllLines(DOCS.resolve("metrics.md"))) {
        Matcher row = ROW.matcher(line);
        if (row.find()) {
          families.put(row.group(1), new Family(row.group(2), row.group(3) != null));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return families;
  }

  /** What may stand in a query: the families, and the parts of histograms and summaries. */
  public static Set<String> names() {
    Set<String> names = new TreeSet<>();
    families()
        .forEach(
            (name, family) -> {
              boolean isHistogram = family.type().equals("histogram");
              if (!isHistogram) {
                names.add(name);
              }
              if (isHistogram || family.type().equals("summary")) {
                names.add(name + "_count");
                names.add(name + "_sum");
              }
              if (isHistogram) {
                names.add(name + "_bucket");
              }
              // Micrometer's own timers have a maximum, too.
              if (isHistogram || name.startsWith("jvm_")) {
                names.add(name + "_max");
              }
            });
    return names;
  }
}

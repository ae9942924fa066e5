package io.switchboard.node.metrics;

import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a scrape gave, in Prometheus' text. */
public record Scrape(String text) {
  private static final Pattern TYPE = Pattern.compile("^# TYPE (\\S+) (\\S+)$", Pattern.MULTILINE);

  /** Types by family; the maxima, which belong to histograms, are not among them. */
  public Map<String, String> families() {
    Map<String, String> families = new TreeMap<>();
    Matcher type = TYPE.matcher(text);
    while (type.find()) {
      families.put(type.group(1), type.group(2));
    }
    families
        .keySet()
        .removeIf(
            name ->
                name.endsWith("_max")
                    && families.containsKey(name.substring(0, name.length() - 4)));
    return families;
  }

  /** The sum over all series of this name that carry all these labels; 0 if there is none. */
  public double sum(String name, String... labels) {
    double sum = 0;
    for (String line : text.split("\n")) {
      if (line.startsWith(name + "{")) {
        int end = line.lastIndexOf('}');
        String has = "," + line.substring(name.length() + 1, end) + ",";
        boolean matches = true;
        for (String label : labels) {
          matches &= has.contains("," + label + ",");
        }
        sum += matches ? Double.parseDouble(line.substring(end + 1).strip()) : 0;
      }
    }
    return sum;
  }
}

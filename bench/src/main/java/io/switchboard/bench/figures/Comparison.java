package io.switchboard.bench.figures;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * One workload of a cluster beside the same of one node.
 *
 * @param nodes of the cluster
 * @param ratio the cluster's events per second to the one node's: the median of each round's
 * @param lowestRatio of all rounds
 * @param highestRatio of all rounds
 * @param aim what the ratio should reach
 * @param floor what it must reach
 */
public record Comparison(
    String workload,
    int nodes,
    Figures cluster,
    Figures oneNode,
    double ratio,
    double lowestRatio,
    double highestRatio,
    double aim,
    double floor,
    Verdict verdict) {
  static final double AIM = 0.75;
  static final double FLOOR = 0.60;

  /** How the ratio stands to what is wanted. */
  public enum Verdict {
    MET("met"),
    ABOVE_FLOOR("above the floor"),
    MISSED("MISSED");

    private final String text;

    Verdict(String text) {
      this.text = text;
    }

    /** For the table. */
    public String text() {
      return text;
    }

    static Verdict of(double ratio) {
      return ratio >= AIM ? MET : ratio >= FLOOR ? ABOVE_FLOOR : MISSED;
    }
  }

  public static Comparison of(
      String workload, int nodes, List<Sample> cluster, List<Sample> oneNode) {
    double[] ratios = Figures.ratios(cluster, oneNode);
    double ratio = Figures.median(ratios);
    return new Comparison(
        workload,
        nodes,
        Figures.of(cluster),
        Figures.of(oneNode),
        ratio,
        Arrays.stream(ratios).min().orElseThrow(),
        Arrays.stream(ratios).max().orElseThrow(),
        AIM,
        FLOOR,
        Verdict.of(ratio));
  }

  /** How far the rounds' ratios lie apart, for the table. */
  public String ratioRange() {
    return Numbers.hundredths(lowestRatio) + " to " + Numbers.hundredths(highestRatio);
  }

  /** What is wanted, for the table. */
  public String goalText() {
    return String.format(Locale.ROOT, "ratio >= %.2f, at least %.2f", aim, floor);
  }
}

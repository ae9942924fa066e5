package io.switchboard.bench.figures;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * One workload, done in several ways by turns, each beside the native way.
 *
 * @param contenders in the order of the table; the last ones are native
 * @param encryption what it costs over the same way to the node
 */
public record Contest(String workload, List<Entry> contenders, EncryptionCost encryption) {

  /**
   * One of the ways.
   *
   * @param ratio its events per second to the native way's: the median of each round's
   * @param lowestRatio of all rounds
   * @param highestRatio of all rounds
   * @param goal what is wanted of it
   * @param goalMet whether it was reached; true if there is none
   */
  public record Entry(
      String contender,
      Figures figures,
      double ratio,
      double lowestRatio,
      double highestRatio,
      Goal goal,
      boolean goalMet) {

    /** How far the rounds' ratios lie apart, for the table. */
    public String ratioRange() {
      return Numbers.hundredths(lowestRatio) + " to " + Numbers.hundredths(highestRatio);
    }
  }

  /**
   * What follows from the samples of one duel.
   *
   * @param contenders their names, in the order of the table
   * @param reference the name of the one that all are compared with
   * @param encrypted the name of the one that has the goal, and whose encryption is looked at
   * @param clear the name of the same without encryption
   */
  public static Contest of(
      String workload,
      List<String> contenders,
      String reference,
      String encrypted,
      String clear,
      Goal goal,
      Map<String, List<Sample>> samples) {
    List<Entry> entries = new ArrayList<>();
    for (String contender : contenders) {
      entries.add(
          entry(
              contender,
              contender.equals(encrypted) ? goal : Goal.NONE,
              samples.get(contender),
              samples.get(reference)));
    }
    return new Contest(
        workload,
        List.copyOf(entries),
        EncryptionCost.of(Figures.medianRatio(samples.get(encrypted), samples.get(clear))));
  }

  private static Entry entry(
      String contender, Goal goal, List<Sample> ours, List<Sample> reference) {
    double[] ratios = Figures.ratios(ours, reference);
    double ratio = Figures.median(ratios);
    Figures figures = Figures.of(ours);
    return new Entry(
        contender,
        figures,
        ratio,
        Arrays.stream(ratios).min().orElseThrow(),
        Arrays.stream(ratios).max().orElseThrow(),
        goal,
        goal.isMetBy(figures, ratio));
  }
}

package io.switchboard.bench.plot;

import java.util.List;

/**
 * What is to be seen along one axis.
 *
 * @param title what it is, for those who do not see it
 * @param unit of the axis
 * @param scale of the axis
 * @param keys what the signs mean; none if the rows' labels say it
 * @param rows below each other
 */
public record Plot(String title, String unit, Scale scale, List<Key> keys, List<Row> rows) {
  public Plot {
    keys = List.copyOf(keys);
    rows = List.copyOf(rows);
  }

  /** What a sign means. */
  public record Key(Sign sign, String text) {}

  /**
   * One of the things that are compared.
   *
   * @param label its name
   * @param figures the same as the marks, in words
   * @param marks later ones lie over earlier ones
   */
  public record Row(String label, String figures, List<Mark> marks) {
    public Row {
      marks = List.copyOf(marks);
    }
  }

  /** Something at a value or between two, in the axis' unit. */
  public sealed interface Mark {}

  /** A length; several, each beginning where one ends, are a stack. */
  public record Bar(double from, double to, Fill fill) implements Mark {}

  /** How far values lie apart. */
  public record Whisker(double from, double to) implements Mark {}

  /** One value. */
  public record Dot(double at, Shape shape) implements Mark {}
}

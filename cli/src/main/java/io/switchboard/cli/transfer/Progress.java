package io.switchboard.cli.transfer;

import io.switchboard.cli.Terminal;
import java.time.Duration;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/** A progress bar on standard error where a person looks at it, and nothing elsewhere. */
final class Progress implements AutoCloseable {
  private static final int REDRAW_MS = 200;

  private final ProgressBar bar;

  private Progress(ProgressBar bar) {
    this.bar = bar;
  }

  /**
   * Starts to show.
   *
   * @param total -1: not known
   * @param unit of the total, such as {@code " KiB"}
   * @param unitSize how many steps make one unit
   */
  static Progress start(String task, long total, String unit, long unitSize, boolean wanted) {
    if (!wanted || !Terminal.system().showsProgress()) {
      return new Progress(null);
    }
    return new Progress(
        new ProgressBarBuilder()
            .setTaskName(task)
            .setInitialMax(total)
            .setUnit(unit, unitSize)
            .setStyle(ProgressBarStyle.ASCII)
            .setUpdateIntervalMillis(REDRAW_MS)
            .setConsumer(new ConsoleProgressBarConsumer(System.err))
            .showSpeed()
            .clearDisplayOnFinish()
            .startsFrom(0, Duration.ZERO)
            .build());
  }

  void at(long value) {
    if (bar != null) {
      bar.stepTo(value);
    }
  }

  @Override
  public void close() {
    if (bar != null) {
      bar.close();
    }
  }
}

package io.switchboard.bench.run;

import io.switchboard.bench.contender.Contender;
import io.switchboard.bench.contender.Work;
import java.time.Duration;
import java.util.function.Supplier;

/**
 * Begins anew in every round, with new sessions: which node of several a session lives on is
 * chance, and should not be the same in all rounds.
 */
final class EveryRound implements Contender {
  private final String name;
  private final Supplier<Contender> anew;

  EveryRound(String name, Supplier<Contender> anew) {
    this.name = name;
    this.anew = anew;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public Work run(Duration time) throws Exception {
    try (Contender contender = anew.get()) {
      contender.open();
      return contender.run(time);
    }
  }
}

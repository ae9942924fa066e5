package io.switchboard.mesos.discovery;

import io.switchboard.mesos.Target;
import io.switchboard.mesos.TargetQuery;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Remembers the last good answer to each question: to tell whether anything changed, and to stand
 * in for Marathon for a limited time. Safe for use on any thread.
 */
final class LastAnswers {
  /** Different questions that are remembered; of more, the oldest are forgotten. */
  static final int MAX_QUESTIONS = 32;

  /** Targets, and when Marathon gave them. */
  record Answer(List<Target> targets, long atNanos) {
    Answer {
      targets = List.copyOf(targets);
    }

    Duration age(long nowNanos) {
      return Duration.ofNanos(nowNanos - atNanos);
    }
  }

  private final Duration keep;
  private final Map<TargetQuery, Answer> answers =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<TargetQuery, Answer> eldest) {
          return size() > MAX_QUESTIONS;
        }
      };

  LastAnswers(Duration keep) {
    this.keep = keep;
  }

  /** Takes an answer; gives the one before it, however old. */
  synchronized Optional<Answer> put(TargetQuery question, Answer answer) {
    return Optional.ofNullable(answers.put(question, answer));
  }

  /** The last answer, if it names anybody and is young enough to stand in for Marathon. */
  synchronized Optional<Answer> standIn(TargetQuery question, long nowNanos) {
    return Optional.ofNullable(answers.get(question))
        .filter(answer -> !answer.targets().isEmpty())
        .filter(answer -> answer.age(nowNanos).compareTo(keep) < 0);
  }
}

package io.switchboard.persistence.spill;

import io.switchboard.core.model.SessionId;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Which file of the folder holds what an owner left: {@code <session>-<epoch>.spill}. */
record SpillFileName(SessionId session, long epoch) {
  private static final Pattern FORM =
      Pattern.compile("([a-z2-7]{26})-(0|[1-9][0-9]{0,17})\\.spill");

  static Optional<SpillFileName> parse(String name) {
    Matcher parts = FORM.matcher(name);
    return parts.matches()
        ? Optional.of(
            new SpillFileName(new SessionId(parts.group(1)), Long.parseLong(parts.group(2))))
        : Optional.empty();
  }

  String text() {
    return session + "-" + epoch + ".spill";
  }
}

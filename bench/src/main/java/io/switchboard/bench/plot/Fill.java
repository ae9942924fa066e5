package io.switchboard.bench.plot;

import java.util.Locale;

/** How a bar is filled; they differ without colour. */
public enum Fill implements Sign {
  FULL,
  LIGHT,
  STRIPES,
  DOTS;

  /** The class in the style sheet. */
  String styleClass() {
    return name().toLowerCase(Locale.ROOT);
  }
}

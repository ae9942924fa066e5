package io.switchboard.bench.plot;

/** The form of a mark at one value. */
public enum Shape implements Sign {
  CIRCLE("m-5 0a5 5 0 1 0 10 0a5 5 0 1 0-10 0Z"),
  SQUARE("m-4.5-4.5h9v9h-9Z"),
  TRIANGLE("m0-6l6 11h-12Z"),
  DIAMOND("m0-6.5l6.5 6.5l-6.5 6.5l-6.5-6.5Z"),
  CROSS("m-5-5l10 10m0-10l-10 10");

  private final String path;

  Shape(String path) {
    this.path = path;
  }

  /** Drawn from the middle, as a path of SVG. */
  String path() {
    return path;
  }
}

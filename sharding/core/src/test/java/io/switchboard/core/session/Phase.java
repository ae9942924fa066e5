package io.switchboard.core.session;

/** The phases by name, for the transition table: what a state is, without what it holds. */
enum Phase {
  UNALLOCATED("Unallocated"),
  READER_UNCLAIMED("Unclaimed"),
  READER_CLAIMING("Claiming"),
  READER_IDLE("Idle"),
  READER_FETCHING("Fetching"),
  READER_DELIVERED("Delivered"),
  WRITER_UNOWNED("Unowned"),
  WRITER_ACQUIRING("Acquiring"),
  WRITER_IDLE("Idle"),
  WRITER_STAGED("Staged"),
  WRITER_COMMITTING("Committing"),
  WRITER_SIGNING_OFF("SigningOff"),
  ENDED("Ended");

  private final String title;

  Phase(String title) {
    this.title = title;
  }

  /** The name of the state's record. */
  String title() {
    return title;
  }

  boolean isReader() {
    return name().startsWith("READER_");
  }

  boolean isWriter() {
    return name().startsWith("WRITER_");
  }

  static Phase of(SessionState state) {
    String role =
        state instanceof ReaderState ? "READER_" : state instanceof WriterState ? "WRITER_" : "";
    String name = state.getClass().getSimpleName().replaceFirst("State$", "");
    for (Phase phase : values()) {
      if (phase.title.equals(name) && phase.name().startsWith(role)) {
        return phase;
      }
    }
    throw new AssertionError("a phase that the table does not know: " + state);
  }
}

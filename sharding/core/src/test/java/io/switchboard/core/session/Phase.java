package io.switchboard.core.session;

import static java.util.Map.entry;

import java.util.Map;

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
  WRITER_BUFFERING("Buffering"),
  WRITER_SPOILED("Spoiled"),
  WRITER_SIGNING_OFF("SigningOff"),
  ENDED("Ended");

  private static final Map<Class<? extends SessionState>, Phase> BY_STATE =
      Map.ofEntries(
          entry(Unallocated.class, UNALLOCATED),
          entry(ReaderState.Unclaimed.class, READER_UNCLAIMED),
          entry(ReaderState.Claiming.class, READER_CLAIMING),
          entry(ReaderState.Idle.class, READER_IDLE),
          entry(ReaderState.Fetching.class, READER_FETCHING),
          entry(ReaderState.Delivered.class, READER_DELIVERED),
          entry(OutsiderState.Unowned.class, WRITER_UNOWNED),
          entry(OutsiderState.Acquiring.class, WRITER_ACQUIRING),
          entry(OwnerState.Idle.class, WRITER_IDLE),
          entry(OwnerState.Staged.class, WRITER_STAGED),
          entry(OwnerState.Committing.class, WRITER_COMMITTING),
          entry(OwnerState.Buffering.class, WRITER_BUFFERING),
          entry(OwnerState.Spoiled.class, WRITER_SPOILED),
          entry(OutsiderState.SigningOff.class, WRITER_SIGNING_OFF),
          entry(EndedState.class, ENDED));

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
    Phase phase = BY_STATE.get(state.getClass());
    if (phase == null) {
      throw new AssertionError("a phase that the table does not know: " + state);
    }
    return phase;
  }
}

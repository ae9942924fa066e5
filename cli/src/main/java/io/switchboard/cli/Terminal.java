package io.switchboard.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/**
 * Where a command's words go: results to standard output, everything else to standard error; with
 * emphasis only where a person looks. Thread-safe.
 */
public final class Terminal {
  /** Set by the launcher to the digits of the file descriptors that are terminals, such as "12". */
  static final String TERMINALS_PROPERTY = "switchboard.terminals";

  private static final String BOLD = "\u001b[1m";
  private static final String GREEN = "\u001b[1;32m";
  private static final String RED = "\u001b[1;31m";
  private static final String YELLOW = "\u001b[33m";
  private static final String PLAIN = "\u001b[0m";

  private static final Terminal SYSTEM = ofSystem();

  private final PrintStream out;
  private final PrintStream err;
  private final boolean outIsTerminal;
  private final boolean styledOut;
  private final boolean errIsTerminal;

  private volatile boolean muted;

  private Terminal(
      PrintStream out,
      PrintStream err,
      boolean outIsTerminal,
      boolean styledOut,
      boolean errIsTerminal) {
    this.out = out;
    this.err = err;
    this.outIsTerminal = outIsTerminal;
    this.styledOut = styledOut;
    this.errIsTerminal = errIsTerminal;
  }

  /** This process's own. */
  public static Terminal system() {
    return SYSTEM;
  }

  private static Terminal ofSystem() {
    String terminals = System.getProperty(TERMINALS_PROPERTY, "");
    boolean known = System.getProperties().containsKey(TERMINALS_PROPERTY);
    boolean console = System.console() != null;
    boolean outIs = known ? terminals.contains("1") : console;
    boolean errIs = known ? terminals.contains("2") : console;
    boolean colourless =
        System.getenv("NO_COLOR") != null || "dumb".equals(System.getenv().get("TERM"));
    return new Terminal(
        stream(FileDescriptor.out), stream(FileDescriptor.err), outIs, outIs && !colourless, errIs);
  }

  private static PrintStream stream(FileDescriptor descriptor) {
    return new PrintStream(new FileOutputStream(descriptor), true, StandardCharsets.UTF_8);
  }

  /** A line of a result, or of a story that is itself the result. */
  public void print(String line) {
    if (!muted) {
      out.println(line);
    }
  }

  /** A line about what happens: never part of a result that a script reads. */
  public void note(String line) {
    if (!muted) {
      err.println(line);
    }
  }

  /** Says nothing from now on: the process is ending, and what it would say is a consequence. */
  void mute() {
    muted = true;
  }

  /** Whether standard output is a terminal. */
  public boolean outIsTerminal() {
    return outIsTerminal;
  }

  /** Whether standard error is a terminal: then progress may be shown there. */
  public boolean showsProgress() {
    return errIsTerminal;
  }

  public String bold(String text) {
    return styled(BOLD, text);
  }

  public String good(String text) {
    return styled(GREEN, text);
  }

  public String bad(String text) {
    return styled(RED, text);
  }

  public String warning(String text) {
    return styled(YELLOW, text);
  }

  private String styled(String style, String text) {
    return styledOut ? style + text + PLAIN : text;
  }
}

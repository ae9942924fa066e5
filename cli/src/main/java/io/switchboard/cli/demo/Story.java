package io.switchboard.cli.demo;

import io.switchboard.cli.Terminal;

/** Tells a person what happens: numbered chapters with calm lines below them. Thread-safe. */
final class Story {
  private final Terminal terminal;
  private int chapters;
  private volatile boolean silent;

  Story(Terminal terminal) {
    this.terminal = terminal;
  }

  synchronized void chapter(String title) {
    chapters++;
    say("");
    say(terminal.bold(chapters + "  " + title));
  }

  void line(String text) {
    say("   " + text);
  }

  void say(String text) {
    if (!silent) {
      terminal.print(text);
    }
  }

  /** From now on nothing is told: the demonstration was stopped. */
  void end() {
    silent = true;
  }
}

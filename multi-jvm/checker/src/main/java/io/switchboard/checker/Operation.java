package io.switchboard.checker;

import java.nio.file.Path;

/**
 * An entry of a history that a violation is about.
 *
 * @param file of the history
 * @param line in it, from 1
 * @param text of the line, cut if it is long
 */
public record Operation(Path file, long line, String text) {
  @Override
  public String toString() {
    return file.getFileName() + ":" + line + ": " + text;
  }
}

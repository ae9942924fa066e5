package io.switchboard.crypto;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;

/**
 * What tells cheaply that a file has changed: its size, its time, and its identity, which every
 * atomic replacement changes even within the time stamp's precision.
 */
record FileStamp(long bytes, FileTime modified, String identity) {
  private static final FileStamp MISSING = new FileStamp(-1, FileTime.fromMillis(0), "");

  /**
   * The stamp of a file, links followed; one fixed stamp for every file that cannot be looked at.
   */
  static FileStamp of(Path file) {
    try {
      BasicFileAttributes found = Files.readAttributes(file, BasicFileAttributes.class);
      return new FileStamp(found.size(), found.lastModifiedTime(), String.valueOf(found.fileKey()));
    } catch (IOException e) {
      return MISSING;
    }
  }
}

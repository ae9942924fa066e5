package io.switchboard.cli.demo;

import io.switchboard.cli.CliException;
import io.switchboard.cli.Home;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/**
 * The lines that the demonstration sends: a given file, or this checkout's own Java sources, one
 * after the other.
 *
 * @param file where the bytes are
 * @param lines how many lines it has; a last one without a line feed counts
 * @param bytes its size
 * @param what in words
 */
record DemoInput(Path file, long lines, long bytes, String what) {
  private static final long MAX_OWN_LINES = 60_000;

  /**
   * Prepares the input.
   *
   * @param given the person's file; empty: own sources, collected into a file of the home
   */
  static DemoInput of(Optional<Path> given, Home home) {
    try {
      if (given.isPresent()) {
        Path file = given.get();
        if (!Files.isRegularFile(file) || !Files.isReadable(file)) {
          throw CliException.usage("Cannot read the file " + file + ".", "Name a file of text.");
        }
        return counted(file, file.getFileName().toString());
      }
      Path file = home.directory().resolve("input.txt");
      int sources = collect(Home.root(), file);
      return counted(file, sources + " Java sources of this repository");
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot prepare the demonstration's input", e);
    }
  }

  private static DemoInput counted(Path file, String what) throws IOException {
    long feeds = 0;
    long bytes = 0;
    int last = '\n';
    byte[] buffer = new byte[64 << 10];
    try (InputStream in = Files.newInputStream(file)) {
      for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
        for (int i = 0; i < count; i++) {
          feeds += buffer[i] == '\n' ? 1 : 0;
        }
        bytes += count;
        last = count > 0 ? buffer[count - 1] : last;
      }
    }
    long lines = last == '\n' ? feeds : feeds + 1;
    if (lines < 2) {
      throw CliException.usage(
          file + " has " + lines + " lines; the demonstration needs two or more.",
          "Name a longer file, or none: then this repository's own sources are sent.");
    }
    return new DemoInput(file, lines, bytes, what);
  }

  /** Writes the sources one after the other, and returns how many there were. */
  private static int collect(Path root, Path into) throws IOException {
    List<Path> sources = sources(root);
    long lines = 0;
    int taken = 0;
    try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(into))) {
      for (Path source : sources) {
        if (lines >= MAX_OWN_LINES) {
          break;
        }
        try (InputStream in = new BufferedInputStream(Files.newInputStream(source))) {
          for (int b = in.read(); b >= 0; b = in.read()) {
            out.write(b);
            lines += b == '\n' ? 1 : 0;
          }
        }
        taken++;
      }
    }
    if (taken == 0) {
      throw CliException.usage(
          "There are no Java sources below " + root + ".", "Name a file: ./switchboard demo FILE");
    }
    return taken;
  }

  private static List<Path> sources(Path root) throws IOException {
    List<Path> found = new ArrayList<>();
    Files.walkFileTree(
        root,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
            String name = folder.getFileName() == null ? "" : folder.getFileName().toString();
            boolean skipped =
                !folder.equals(root)
                    && (name.startsWith(".") || name.equals("target") || name.equals("generated"));
            return skipped ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            if (attributes.isRegularFile() && file.toString().endsWith(".java")) {
              found.add(file);
            }
            return FileVisitResult.CONTINUE;
          }
        });
    Collections.sort(found);
    return found;
  }
}

package io.switchboard.localstack;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;

/**
 * A class path entry that holds {@link ParentWatch} alone, so that a child sees nothing else of
 * this module.
 */
final class ParentWatchClassPath {

  private ParentWatchClassPath() {}

  /**
   * Writes the class file below the folder, unless the very same one is there, and returns the
   * folder.
   */
  static Path in(Path folder) throws IOException {
    String resource = ParentWatch.class.getName().replace('.', '/') + ".class";
    byte[] code;
    try (InputStream in = ParentWatch.class.getResourceAsStream("/" + resource)) {
      if (in == null) {
        throw new IOException("Class file " + resource + " is not on the class path");
      }
      code = in.readAllBytes();
    }
    Path file = folder.resolve(resource);
    if (Files.exists(file) && Arrays.equals(Files.readAllBytes(file), code)) {
      return folder;
    }
    Files.createDirectories(file.getParent());
    // Another child may be loading it at this moment: it shall see the old file or the new one,
    // never half of it.
    Path half = Files.createTempFile(file.getParent(), "ParentWatch", ".tmp");
    Files.write(half, code);
    Files.move(half, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    return folder;
  }
}

package io.switchboard.cli;

import java.nio.file.Path;

/**
 * What one node of a local stack keeps for itself; keys and the management token belong to all
 * nodes together.
 *
 * @param folder of this node alone
 */
public record NodeFiles(Path folder) {
  /** Its configuration, generated at every start. */
  public Path config() {
    return folder.resolve("node.conf");
  }

  /** Its log. */
  public Path log() {
    return folder.resolve("node.log");
  }

  /** Where it leaves accepted batches if it can leave them nowhere else. */
  public Path spill() {
    return folder.resolve("spill");
  }
}

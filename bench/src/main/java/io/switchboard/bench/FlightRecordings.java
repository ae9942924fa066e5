package io.switchboard.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.ParseException;
import java.util.Optional;
import jdk.jfr.Configuration;
import jdk.jfr.Recording;

/** Flight recordings of the node and of the load generator, one pair per workload, if wanted. */
final class FlightRecordings {
  private final Optional<Path> folder;
  private final long nodeProcessId;

  FlightRecordings(Optional<Path> folder, long nodeProcessId) {
    this.folder = folder;
    this.nodeProcessId = nodeProcessId;
  }

  /** A recording that is under way; closing it writes the files. */
  interface Flight extends AutoCloseable {
    @Override
    void close() throws IOException, InterruptedException;
  }

  Flight begin(String workload) throws IOException, InterruptedException, ParseException {
    if (folder.isEmpty()) {
      return () -> {};
    }
    String name = workload.replace(" × ", "x").replace(' ', '-');
    Path directory = Files.createDirectories(folder.get().toAbsolutePath());
    Recording own = new Recording(Configuration.getConfiguration("profile"));
    own.start();
    NodeFootprint.jcmd(nodeProcessId, "JFR.start", "name=" + name, "settings=profile");
    return () -> {
      own.dump(directory.resolve(name + "-client.jfr"));
      own.close();
      NodeFootprint.jcmd(
          nodeProcessId,
          "JFR.stop",
          "name=" + name,
          "filename=" + directory.resolve(name + "-node.jfr"));
    };
  }
}

package io.switchboard.bench.meter;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** Flight recordings of the processes that take part, a file each per workload, if wanted. */
public final class FlightRecordings {
  private final Optional<Path> folder;
  private final Map<String, Long> processIds;

  public FlightRecordings(Optional<Path> folder, Map<String, Long> processIds) {
    this.folder = folder;
    this.processIds = processIds;
  }

  /** A recording that is under way; closing it writes the files. */
  public interface Flight extends AutoCloseable {
    @Override
    void close() throws IOException, InterruptedException;
  }

  public Flight begin(String workload) throws IOException, InterruptedException {
    if (folder.isEmpty()) {
      return () -> {};
    }
    String name = "name=" + workload.replace(" × ", "x").replace(' ', '-');
    Path directory = Files.createDirectories(folder.get().toAbsolutePath());
    for (long id : processIds.values()) {
      NodeFootprint.jcmd(id, "JFR.start", name, "settings=profile");
    }
    return () -> {
      for (Map.Entry<String, Long> process : processIds.entrySet()) {
        Path file = directory.resolve(name.substring(5) + "-" + process.getKey() + ".jfr");
        NodeFootprint.jcmd(process.getValue(), "JFR.stop", name, "filename=" + file);
      }
    };
  }
}

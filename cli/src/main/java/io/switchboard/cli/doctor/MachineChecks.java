package io.switchboard.cli.doctor;

import com.sun.management.OperatingSystemMXBean;
import io.switchboard.cli.Figures;
import io.switchboard.cli.Home;
import io.switchboard.cli.local.NodePorts;
import io.switchboard.localstack.LocalStackOptions;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import javax.tools.ToolProvider;

/** This machine: Java, memory, disk, permissions, ports. */
final class MachineChecks {
  private static final long MIB = 1L << 20;
  private static final long MEMORY_FOR_STACK = 3072 * MIB;
  private static final long DISK_TO_RUN = 512 * MIB;
  private static final long DISK_FOR_COMFORT = 4096 * MIB;
  private static final Set<PosixFilePermission> OTHERS =
      EnumSet.of(
          PosixFilePermission.GROUP_READ,
          PosixFilePermission.GROUP_WRITE,
          PosixFilePermission.OTHERS_READ,
          PosixFilePermission.OTHERS_WRITE);

  private MachineChecks() {}

  static List<Finding> all(Home home, boolean stackRuns) {
    List<Finding> findings = new ArrayList<>();
    findings.add(java());
    findings.add(memory(stackRuns));
    findings.addAll(disk(home));
    findings.addAll(permissions(home));
    findings.add(ports(stackRuns));
    return findings;
  }

  private static Finding java() {
    int feature = Runtime.version().feature();
    String what = "Java " + Runtime.version() + ", " + cores();
    if (feature < 17) {
      return Finding.fail("Java", what, "Install a JDK 17 or newer.");
    }
    return Finding.okIf(
        ToolProvider.getSystemJavaCompiler() != null,
        "Java",
        what,
        Finding.Level.WARN,
        "This is a runtime without a compiler; to build, install a JDK.");
  }

  private static String cores() {
    return Figures.count(Runtime.getRuntime().availableProcessors(), "processor");
  }

  private static Finding memory(boolean stackRuns) {
    OperatingSystemMXBean system = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
    long available = available(system.getFreeMemorySize());
    String what =
        Figures.bytes(available) + " available of " + Figures.bytes(system.getTotalMemorySize());
    if (stackRuns) {
      return Finding.ok("memory", what + "; the local stack runs already");
    }
    return Finding.okIf(
        available >= MEMORY_FOR_STACK,
        "memory",
        what,
        Finding.Level.WARN,
        "A local stack takes about 2.5 GiB; end something before 'up' or 'demo'.");
  }

  /** Linux counts what its file cache would give back; elsewhere only what is free is known. */
  private static long available(long free) {
    Path meminfo = Path.of("/proc/meminfo");
    if (!Files.isReadable(meminfo)) {
      return free;
    }
    try (Stream<String> lines = Files.lines(meminfo)) {
      return lines
          .filter(line -> line.startsWith("MemAvailable:"))
          .map(line -> Long.parseLong(line.replaceAll("\\D", "")) * 1024)
          .findFirst()
          .orElse(free);
    } catch (IOException | NumberFormatException unreadable) {
      return free;
    }
  }

  private static List<Finding> disk(Home home) {
    Path folder = existing(home.directory());
    try {
      long usable = Files.getFileStore(folder).getUsableSpace();
      String what = Figures.bytes(usable) + " free for " + home.directory();
      if (usable < DISK_TO_RUN) {
        return List.of(
            Finding.fail("disk", what, "Kafka and Cassandra stop on a full disk; make room."));
      }
      return List.of(
          Finding.okIf(
              usable >= DISK_FOR_COMFORT,
              "disk",
              what,
              Finding.Level.WARN,
              "Make room, or choose another disk with --home."));
    } catch (IOException e) {
      return List.of(
          Finding.warn("disk", "the free space of " + folder + " is not known: " + e, ""));
    }
  }

  private static List<Finding> permissions(Home home) {
    Path folder = existing(home.directory());
    if (!Files.isWritable(folder)) {
      return List.of(
          Finding.fail(
              "permissions", folder + " cannot be written", "Choose another one with --home."));
    }
    List<Finding> findings = new ArrayList<>();
    for (Path secret : List.of(home.keyRing(), home.keyRingPassword(), home.managementToken())) {
      if (Files.exists(secret) && isOpen(secret)) {
        findings.add(
            Finding.fail(
                "permissions",
                secret + " can be read by others than its owner",
                "chmod 600 " + secret + "; a node refuses it as it is."));
      }
    }
    if (findings.isEmpty()) {
      findings.add(
          Finding.ok("permissions", home.directory() + " can be written, secrets are the owner's"));
    }
    return findings;
  }

  private static boolean isOpen(Path file) {
    PosixFileAttributeView view = Files.getFileAttributeView(file, PosixFileAttributeView.class);
    if (view == null) {
      return false;
    }
    try {
      Set<PosixFilePermission> permissions = view.readAttributes().permissions();
      return OTHERS.stream().anyMatch(permissions::contains);
    } catch (IOException unreadable) {
      return false;
    }
  }

  private static Path existing(Path folder) {
    Path found = folder;
    while (!Files.exists(found) && found.getParent() != null) {
      found = found.getParent();
    }
    return found;
  }

  private static Finding ports(boolean stackRuns) {
    if (stackRuns) {
      return Finding.skip("ports", "the local stack runs and has its ports");
    }
    Map<String, Integer> wanted = new LinkedHashMap<>();
    wanted.put("HTTP", NodePorts.PREFERRED.http());
    wanted.put("TCP", NodePorts.PREFERRED.tcp());
    wanted.put("management", NodePorts.PREFERRED.management());
    wanted.put("cluster", NodePorts.PREFERRED.cluster());
    wanted.put("Kafka", LocalStackOptions.DEFAULT_KAFKA_PORT);
    wanted.put("Cassandra", LocalStackOptions.DEFAULT_CASSANDRA_PORT);
    List<String> taken =
        wanted.entrySet().stream()
            .filter(entry -> !NodePorts.isFree(entry.getValue()))
            .map(entry -> entry.getValue() + " (" + entry.getKey() + ")")
            .toList();
    return Finding.okIf(
        taken.isEmpty(),
        "ports",
        taken.isEmpty()
            ? "all free: " + wanted.values()
            : "taken on 127.0.0.1: " + String.join(", ", taken),
        Finding.Level.WARN,
        "'up' takes the next free ones and prints them.");
  }
}

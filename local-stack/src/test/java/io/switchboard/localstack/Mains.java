package io.switchboard.localstack;

import java.io.File;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;

/** Small programs that the tests run as child processes, and the class path to run them with. */
final class Mains {

  private Mains() {}

  /** This JVM's own class path. */
  static List<Path> classPath() {
    String real =
        System.getProperty("surefire.real.class.path", System.getProperty("java.class.path", ""));
    return Arrays.stream(real.split(File.pathSeparator)).map(Path::of).toList();
  }

  /** The classes of the tests alone. */
  static List<Path> testClasses() {
    try {
      return List.of(
          Path.of(Mains.class.getProtectionDomain().getCodeSource().getLocation().toURI()));
    } catch (URISyntaxException strange) {
      throw new IllegalStateException(strange);
    }
  }

  /** Prints what it was given and ends with the exit code that it was asked for. */
  static final class Echo {
    public static void main(String[] args) {
      System.out.println("args=" + List.of(args));
      System.out.println("env=" + System.getenv("ECHO_ME"));
      System.out.println("dir=" + Path.of("").toAbsolutePath());
      System.out.println("property=" + System.getProperty("echo.me"));
      System.err.println("to standard error");
      System.exit(Integer.parseInt(args[0]));
    }
  }

  /** Throws at once, whatever it is given. */
  static final class Failing {
    public static void main(String[] args) {
      if (args.length < 100) {
        throw new IllegalStateException("this main fails on purpose");
      }
    }
  }

  /** Says that it runs, and then does nothing for ever; says good-bye in a shutdown hook. */
  static final class Waiting {
    public static void main(String[] args) throws InterruptedException {
      Runtime.getRuntime().addShutdownHook(new Thread(() -> System.out.println("good-bye")));
      System.out.println("running");
      Thread.currentThread().join();
    }
  }

  /** Says that it runs, and then refuses to end: its shutdown hook never does. */
  static final class Stubborn {
    public static void main(String[] args) throws InterruptedException {
      Runtime.getRuntime().addShutdownHook(new Thread(Stubborn::never));
      System.out.println("running");
      Thread.currentThread().join();
    }

    private static void never() {
      try {
        Thread.currentThread().join();
      } catch (InterruptedException ignored) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /** Starts a child that it is told the class of, writes its pid to a file, and waits. */
  static final class Parent {
    public static void main(String[] args) throws IOException, InterruptedException {
      Path folder = Path.of(args[0]);
      ChildJvmSpec spec = ChildJvmSpec.of(args[1], testClasses(), folder.resolve("grandchild.log"));
      // Only who never ends by himself is not given the time that this takes on a busy machine.
      boolean stubborn = args[1].equals(Stubborn.class.getName());
      ChildJvm child = ChildJvm.start(stubborn ? spec.withHaltAfter(Duration.ofMillis(500)) : spec);
      Path half = folder.resolve("grandchild.tmp");
      Files.writeString(half, child.id().toString());
      Files.move(half, folder.resolve("grandchild.pid"));
      Thread.currentThread().join();
    }
  }

  /** Ends with 0 if it could lock the file, else with 1. */
  static final class Locker {
    public static void main(String[] args) throws IOException {
      System.exit(FileLocks.tryAcquire(Path.of(args[0])).isPresent() ? 0 : 1);
    }
  }

  /** Prints so many free ports as it is asked for, found one after the other. */
  static final class PortSeeker {
    public static void main(String[] args) {
      for (int i = 0; i < Integer.parseInt(args[0]); i++) {
        System.out.println(Ports.free());
      }
    }
  }

  /** Says one word to each who connects, and fails as a server does when its port is taken. */
  static final class Listener {

    static final int WORD = 'w';

    public static void main(String[] args) throws IOException {
      try (ServerSocket listening = new ServerSocket()) {
        listening.bind(Loopback.port(Integer.parseInt(args[0])));
        while (true) {
          try (Socket socket = listening.accept()) {
            socket.getOutputStream().write(WORD);
          }
        }
      }
    }
  }
}

package io.switchboard.multijvm;

import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;

/** Small specs without Akka, to try the launcher itself on. */
final class LauncherSpecs {
  private LauncherSpecs() {}

  private static String role() {
    return System.getProperty(JvmMain.ROLE);
  }

  private static void awaitLine(String otherRole, String line) {
    Path log = Path.of(System.getProperty(JvmMain.DIRECTORY), otherRole + ".log");
    await(otherRole + " says: " + line)
        .atMost(Duration.ofSeconds(30))
        .until(() -> Files.exists(log) && Files.readString(log).contains(line));
  }

  private static void waitForEver() throws InterruptedException {
    System.out.println("waiting as " + role());
    new CountDownLatch(1).await();
  }

  /** Passes in every role. */
  static final class Passing implements JvmSpec {
    @Override
    public void run() {
      System.out.println("here is " + role() + " with " + System.getProperty("extra"));
    }
  }

  /** Fails in the role "bad" and waits in the others. */
  static final class OneFails implements JvmSpec {
    @Override
    public void run() throws InterruptedException {
      if (role().equals("bad")) {
        awaitLine("good", "waiting as good");
        throw new IllegalStateException("as asked");
      }
      waitForEver();
    }
  }

  /** Never ends. */
  static final class Hanging implements JvmSpec {
    @Override
    public void run() throws InterruptedException {
      waitForEver();
    }
  }
}

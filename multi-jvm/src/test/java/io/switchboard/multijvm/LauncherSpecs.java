package io.switchboard.multijvm;

import java.util.concurrent.CountDownLatch;

/** Small specs without Akka, to try the launcher itself on. */
final class LauncherSpecs {
  private LauncherSpecs() {}

  private static String role() {
    return System.getProperty(JvmMain.ROLE);
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

package io.switchboard.multijvm;

import java.io.IOException;

/**
 * The main class of every JVM that the launcher starts: runs one {@link JvmSpec}, and dies with the
 * launcher, whatever the spec is doing.
 */
final class JvmMain {
  /** The system property that holds the name of this JVM's role. */
  static final String ROLE = "multijvm.role";

  /** The system property that holds the run's folder, which all its JVMs share. */
  static final String DIRECTORY = "multijvm.directory";

  static final int FAILED = 1;
  static final int ORPHANED = 70;

  private JvmMain() {}

  public static void main(String[] args) throws ReflectiveOperationException {
    Class<? extends JvmSpec> spec = Class.forName(args[0]).asSubclass(JvmSpec.class);
    dieWithTheLauncher();
    try {
      var constructor = spec.getDeclaredConstructor();
      constructor.setAccessible(true);
      constructor.newInstance().run();
    } catch (Throwable failure) {
      failure.printStackTrace();
      end(FAILED);
    }
    end(0);
  }

  /**
   * The launcher holds the other end of this JVM's standard input and never writes to it, so its
   * end means that the launcher is gone, even if it was killed.
   */
  private static void dieWithTheLauncher() {
    Thread watch =
        new Thread(
            () -> {
              try {
                while (System.in.read() >= 0) {
                  // Nothing is ever written; whatever comes is ignored.
                }
              } catch (IOException brokenPipe) {
                System.err.println("standard input is broken: " + brokenPipe);
              }
              end(ORPHANED);
            },
            "die-with-the-launcher");
    watch.setDaemon(true);
    watch.start();
  }

  /** Ends without shutdown hooks, which might wait for threads of the spec. */
  private static void end(int exitCode) {
    System.out.flush();
    System.err.flush();
    Runtime.getRuntime().halt(exitCode);
  }
}

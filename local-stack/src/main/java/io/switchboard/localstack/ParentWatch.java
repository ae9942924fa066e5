package io.switchboard.localstack;

import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import sun.misc.Signal;
import sun.misc.SignalHandler;

/**
 * Leaves no orphans: runs another class's {@code main}, and ends this JVM when its standard input
 * ends, that is, when the process that started it has died, however it died ({@code kill -9} closes
 * a pipe too).
 *
 * <p>The end is an orderly one, {@link System#exit}, so that shutdown hooks run; if they take
 * longer than {@value #HALT_AFTER_PROPERTY} milliseconds (20,000 unless set), the JVM is halted.
 * {@link ChildJvm} puts this one class file on the child's class path and nothing else of this
 * module, so it must use nothing but the JDK and have no nested classes.
 */
public final class ParentWatch {

  static final String HALT_AFTER_PROPERTY = "switchboard.parentwatch.haltAfterMs";
  private static final long DEFAULT_HALT_AFTER_MS = 20_000;
  private static final int EXIT_MAIN_FAILED = 70;
  private static final int EXIT_HALTED = 71;

  private ParentWatch() {}

  /**
   * Starts watching, then calls the other class on the calling thread.
   *
   * @param args name of the class to run, then its arguments
   */
  public static void main(String[] args) throws ReflectiveOperationException {
    if (args.length == 0) {
      throw new IllegalArgumentException("Expected the name of a main class as first argument");
    }
    leaveTheTerminalToTheParent();
    startDaemon("parent-watch", ParentWatch::exitWhenInputEnds);
    String[] rest = new String[args.length - 1];
    System.arraycopy(args, 1, rest, 0, rest.length);
    try {
      Class.forName(args[0]).getMethod("main", String[].class).invoke(null, (Object) rest);
    } catch (InvocationTargetException failed) {
      failed.getCause().printStackTrace();
      // A main that throws ends an ordinary JVM only if no other thread lives; a half-started
      // server is of no use to anybody.
      System.exit(EXIT_MAIN_FAILED);
    }
  }

  /**
   * A terminal sends Ctrl-C and its own end to all processes of a job. The parent decides what they
   * mean and in which order its children stop; were it not there any more, the pipe would tell.
   */
  private static void leaveTheTerminalToTheParent() {
    for (String name : new String[] {"INT", "HUP"}) {
      try {
        Signal.handle(new Signal(name), SignalHandler.SIG_IGN);
      } catch (IllegalArgumentException unknownHere) {
        System.err.println("parent-watch: cannot ignore SIG" + name + ": " + unknownHere);
      }
    }
  }

  private static void exitWhenInputEnds() {
    try {
      while (System.in.read() >= 0) {
        // What the parent may send means nothing; only the end does.
      }
    } catch (IOException broken) {
      System.err.println("parent-watch: standard input failed, taken as its end: " + broken);
    }
    startDaemon("parent-watch-halt", ParentWatch::haltInTheEnd);
    System.exit(0);
  }

  private static void haltInTheEnd() {
    try {
      Thread.sleep(Long.getLong(HALT_AFTER_PROPERTY, DEFAULT_HALT_AFTER_MS));
    } catch (InterruptedException stop) {
      Thread.currentThread().interrupt();
    }
    Runtime.getRuntime().halt(EXIT_HALTED);
  }

  private static void startDaemon(String name, Runnable body) {
    Thread thread = new Thread(body, name);
    thread.setDaemon(true);
    thread.start();
  }
}

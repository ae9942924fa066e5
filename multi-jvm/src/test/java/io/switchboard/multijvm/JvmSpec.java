package io.switchboard.multijvm;

/**
 * What every JVM of a multi-JVM test runs, each in its own role. Needs a constructor without
 * parameters. To return is to pass; to throw is to fail.
 */
public interface JvmSpec {
  void run() throws Exception;
}

package io.switchboard.node.logging;

import ch.qos.logback.classic.LoggerContext;
import org.slf4j.ILoggerFactory;
import org.slf4j.LoggerFactory;

/** What the log must be told of the node that writes it. */
public final class NodeLog {
  private NodeLog() {}

  /**
   * Every line from now on carries this name. Without effect if the log is not logback's.
   *
   * @param node the node's name among the others: host and port
   */
  public static void namedAfter(String node) {
    ILoggerFactory factory = LoggerFactory.getILoggerFactory();
    if (factory instanceof LoggerContext logback) {
      logback.putProperty(JsonLines.NODE, node);
    }
  }
}

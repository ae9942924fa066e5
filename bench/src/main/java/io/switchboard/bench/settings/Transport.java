package io.switchboard.bench.settings;

/** How the load generator talks to the node. */
public enum Transport {
  TCP,
  HTTP
}

package io.switchboard.bench;

/** How the load generator talks to the node. */
enum Transport {
  TCP,
  HTTP
}

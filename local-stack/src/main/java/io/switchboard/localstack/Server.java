package io.switchboard.localstack;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** One of the two servers: how it is started and how one knows that it answers. */
interface Server {

  /** Its name in messages. */
  String name();

  /** Writes its configuration and starts its process. */
  ChildJvm launch(ServerPorts ports) throws IOException;

  /**
   * Talks to it once, over a socket.
   *
   * @throws IOException if it does not answer as it does when it is ready, or if another server
   *     answers in its place
   */
  void probe(ServerPorts ports) throws IOException;

  /** Its logs, the most telling one first. */
  List<Path> logs();
}

package io.switchboard.sdk.fake;

import io.switchboard.protocol.AckReply;
import io.switchboard.protocol.AckRequest;
import io.switchboard.protocol.AllocateRequest;
import io.switchboard.protocol.DescribeRequest;
import io.switchboard.protocol.DisposeReply;
import io.switchboard.protocol.DisposeRequest;
import io.switchboard.protocol.ReadReply;
import io.switchboard.protocol.ReadRequest;
import io.switchboard.protocol.Session;
import io.switchboard.protocol.SessionInfo;
import io.switchboard.protocol.Switchboard;
import io.switchboard.protocol.WriteReply;
import io.switchboard.protocol.WriteRequest;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.thrift.TException;

/**
 * The door of one of several nodes of a cluster: sessions live on one of them each, and the others
 * say that they forwarded the call. Where they live changes with {@link #move}.
 */
public final class FakeDoor implements Switchboard.Iface {
  private final Switchboard.Iface cluster;
  private final int node;
  private final int nodes;
  private final AtomicInteger moves;
  private final AtomicInteger forwarded = new AtomicInteger();

  /** The door of a node; all of a cluster have the same counter of moves. */
  public FakeDoor(Switchboard.Iface cluster, int node, int nodes, AtomicInteger moves) {
    this.cluster = cluster;
    this.node = node;
    this.nodes = nodes;
    this.moves = moves;
  }

  /** All sessions of the cluster go to the next node. */
  public void move() {
    moves.incrementAndGet();
  }

  /** Calls that this node forwarded. */
  public int forwarded() {
    return forwarded.get();
  }

  private boolean isElsewhere(String session) {
    boolean elsewhere = Math.floorMod(session.hashCode() + moves.get(), nodes) != node;
    if (elsewhere) {
      forwarded.incrementAndGet();
    }
    return elsewhere;
  }

  @Override
  public Session allocate(AllocateRequest request) throws TException {
    return cluster.allocate(request);
  }

  @Override
  public ReadReply read(ReadRequest request) throws TException {
    ReadReply reply = cluster.read(request);
    return isElsewhere(request.getSession()) ? reply.setForwarded(true) : reply;
  }

  @Override
  public WriteReply write(WriteRequest request) throws TException {
    WriteReply reply = cluster.write(request);
    return isElsewhere(request.getSession()) ? reply.setForwarded(true) : reply;
  }

  @Override
  public AckReply ack(AckRequest request) throws TException {
    AckReply reply = cluster.ack(request);
    return isElsewhere(request.getSession()) ? reply.setForwarded(true) : reply;
  }

  @Override
  public DisposeReply dispose(DisposeRequest request) throws TException {
    return cluster.dispose(request);
  }

  @Override
  public SessionInfo describe(DescribeRequest request) throws TException {
    return cluster.describe(request);
  }
}

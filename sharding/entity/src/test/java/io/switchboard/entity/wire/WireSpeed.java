package io.switchboard.entity.wire;

import akka.actor.typed.ActorRefResolver;
import akka.actor.typed.ActorSystem;
import com.sun.management.ThreadMXBean;
import io.switchboard.core.session.Reply;
import io.switchboard.core.session.SessionCommand;
import io.switchboard.entity.SessionMessage;
import java.io.NotSerializableException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.time.Instant;

/**
 * What writing and reading messages costs, against copying their payload alone: processor time, the
 * best of some runs. Not a test: run {@code main}.
 */
final class WireSpeed {
  private static final int RUNS = 12;
  private static final long RUN_NANOS = 200_000_000L;

  private interface Action {
    Object run() throws NotSerializableException;
  }

  private static volatile Object sink;

  private WireSpeed() {}

  public static void main(String[] arguments) throws NotSerializableException {
    ActorSystem<Void> system = Systems.node("");
    WireSerializer serializer = Systems.serializer(system);
    var replyTo = ActorRefResolver.get(system).<Reply>resolveActorRef(Recordings.REPLY_TO);
    Instant deadline = Instant.now().plusSeconds(10);
    var write = new SessionMessage.Call(Samples.write(100, 1_024), replyTo, deadline);
    var ack =
        new SessionMessage.Call(
            new SessionCommand.AckWrite(0, 1, 41, Samples.STAGE_TOKEN, Samples.WAIT),
            replyTo,
            deadline);
    byte[][] values = new byte[100][1_024];
    ByteBuffer direct = ByteBuffer.allocateDirect(6 << 20);

    measure("copy 100 x 1 KiB in, then out", () -> copied(values));
    roundTrip(serializer, "write of 100 x 1 KiB", write);
    roundTrip(serializer, "ack", ack);
    roundTrip(serializer, "reply: acked", new Reply.Acked(false, 41));
    Reply batch = Samples.batch(100, 1_024);
    roundTrip(serializer, "reply: batch of 100 x 1 KiB", batch);
    measure(
        "reply: batch of 100 x 1 KiB, through a direct buffer",
        () -> {
          direct.clear();
          serializer.toBinary(batch, direct);
          direct.flip();
          return serializer.fromBinary(direct, "RB1");
        });
    system.terminate();
  }

  private static void roundTrip(WireSerializer serializer, String name, Object message)
      throws NotSerializableException {
    String manifest = serializer.manifest(message);
    byte[] bytes = serializer.toBinary(message);
    measure(
        name + ", " + bytes.length + " bytes, both ways",
        () -> serializer.fromBinary(serializer.toBinary(message), manifest));
    measure(name + ", written", () -> serializer.toBinary(message));
    measure(name + ", read", () -> serializer.fromBinary(bytes, manifest));
  }

  private static Object copied(byte[][] values) {
    byte[] all = new byte[values.length * values[0].length];
    for (int i = 0; i < values.length; i++) {
      System.arraycopy(values[i], 0, all, i * values[0].length, values[0].length);
    }
    byte[][] out = new byte[values.length][];
    for (int i = 0; i < values.length; i++) {
      out[i] = java.util.Arrays.copyOfRange(all, i * 1_024, (i + 1) * 1_024);
    }
    return out;
  }

  private static void measure(String name, Action action) throws NotSerializableException {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long bestNanos = Long.MAX_VALUE;
    long bytes = 0;
    for (int run = 0; run < RUNS; run++) {
      long allocated = threads.getCurrentThreadAllocatedBytes();
      long start = threads.getCurrentThreadCpuTime();
      long count = 0;
      while (threads.getCurrentThreadCpuTime() - start < RUN_NANOS) {
        for (int i = 0; i < 100; i++) {
          sink = action.run();
        }
        count += 100;
      }
      bestNanos = Math.min(bestNanos, (threads.getCurrentThreadCpuTime() - start) / count);
      bytes = (threads.getCurrentThreadAllocatedBytes() - allocated) / count;
    }
    System.out.printf("%,9d ns  %,9d B  %s%n", bestNanos, bytes, name);
  }
}

package io.switchboard.bench.micro;

import akka.actor.ExtendedActorSystem;
import akka.actor.typed.ActorRef;
import akka.actor.typed.ActorSystem;
import akka.actor.typed.Props;
import akka.actor.typed.javadsl.Adapter;
import akka.actor.typed.javadsl.Behaviors;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.switchboard.core.session.Reply;
import io.switchboard.core.session.SessionCommand;
import io.switchboard.entity.SessionMessage;
import io.switchboard.entity.wire.WireSerializer;
import java.io.NotSerializableException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.TearDown;

/**
 * What a call and its answer cost between nodes, where a session lives elsewhere than its client's
 * door: written into and read from a direct buffer, as Akka's remoting does. Nothing is sent.
 */
public class NodeWireBenchmark extends MicroBenchmark {
  private static final int BUFFER_BYTES = 256 << 10;

  private ActorSystem<Void> system;
  private WireSerializer serializer;
  private ByteBuffer buffer;

  private SessionMessage.Call write;
  private String writeManifest;
  private ByteBuffer encodedWrite;

  private Reply.Batch batch;
  private String batchManifest;
  private ByteBuffer encodedBatch;

  /** Starts an actor system, because calls name an actor that waits for the answer. */
  @Setup
  public void start() {
    Config alone =
        ConfigFactory.parseString(
            "akka.actor.provider = local, akka.daemonic = on,"
                + " akka.loglevel = WARNING, akka.log-dead-letters = off");
    system =
        ActorSystem.create(
            Behaviors.empty(), "micro", alone.withFallback(ConfigFactory.load()).resolve());
    serializer = new WireSerializer((ExtendedActorSystem) Adapter.toClassic(system));
    buffer = ByteBuffer.allocateDirect(BUFFER_BYTES);

    ActorRef<Reply> client = system.systemActorOf(Behaviors.ignore(), "client", Props.empty());
    write =
        new SessionMessage.Call(
            new SessionCommand.Write(0, 0, 2, Inputs.batch(), Optional.of(Inputs.stageToken(1))),
            client,
            Instant.now().plus(Duration.ofHours(1)));
    writeManifest = serializer.manifest(write);
    encodedWrite = encoded(write);

    batch = new Reply.Batch(Inputs.received(), Inputs.readToken(2), 0);
    batchManifest = serializer.manifest(batch);
    encodedBatch = encoded(batch);
  }

  /** Ends the actor system. */
  @TearDown
  public void stop() {
    system.terminate();
    system.getWhenTerminated().toCompletableFuture().join();
  }

  /** A client's write, on the node of its door. */
  @Benchmark
  public ByteBuffer encodeWrite() {
    return encode(write);
  }

  /** A client's write, on the node of its session. */
  @Benchmark
  public SessionMessage.Call decodeWrite() throws NotSerializableException {
    return (SessionMessage.Call) serializer.fromBinary(encodedWrite.rewind(), writeManifest);
  }

  /** A delivered batch, on the node of its session. */
  @Benchmark
  public ByteBuffer encodeBatch() {
    return encode(batch);
  }

  /** A delivered batch, on the node of its client's door. */
  @Benchmark
  public Reply.Batch decodeBatch() throws NotSerializableException {
    return (Reply.Batch) serializer.fromBinary(encodedBatch.rewind(), batchManifest);
  }

  private ByteBuffer encode(Object message) {
    buffer.clear();
    serializer.toBinary(message, buffer);
    return buffer;
  }

  private ByteBuffer encoded(Object message) {
    ByteBuffer filled = encode(message).flip();
    return ByteBuffer.allocateDirect(filled.remaining()).put(filled).flip();
  }
}

package io.switchboard.node.door;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.channel.AdaptiveRecvByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The two Thrift doors of a node, HTTP and framed TCP, on one group of at most three event loop
 * threads.
 *
 * <p>Methods may be called on any thread; none blocks.
 */
public final class ThriftDoors {
  private static final Logger LOG = LoggerFactory.getLogger(ThriftDoors.class);
  private static final int SEND_BUFFER_BYTES = 128 << 10;
  private static final int BACKLOG = 1_024;

  private final DoorSettings settings;
  private final EventLoopGroup loops;
  private final ExecutorService codec;
  private final DoorRuntime runtime;
  private final ChannelGroup connections = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE);
  private final CompletableFuture<Void> drained = new CompletableFuture<>();
  private final CompletableFuture<Void> closed = new CompletableFuture<>();
  private volatile Channel http;
  private volatile Channel tcp;

  private ThriftDoors(DoorSettings settings, SwitchboardService service, DoorMetrics metrics) {
    this.settings = settings;
    this.loops =
        new NioEventLoopGroup(
            settings.threads(), new DefaultThreadFactory("switchboard-door", true));
    this.codec =
        Executors.newSingleThreadExecutor(new DefaultThreadFactory("switchboard-door-codec", true));
    ByteBudget requestBudget = new ByteBudget(settings.inFlightBytes());
    ByteBudget replyBudget = new ByteBudget(settings.replyBytes());
    metrics.watch(requestBudget, replyBudget);
    Map<EventExecutor, Sweeper> sweepers = new HashMap<>();
    for (EventExecutor loop : loops) {
      Sweeper sweeper = new Sweeper(loop);
      sweepers.put(loop, sweeper);
      sweeper.start(settings);
    }
    this.runtime =
        new DoorRuntime(
            settings,
            metrics,
            new MessageParser(settings.message()),
            new Dispatcher(service, settings, metrics, replyBudget),
            requestBudget,
            replyBudget,
            new ConnectionGate(settings.maxConnections(), settings.maxConnectionsPerAddress()),
            codec,
            Map.copyOf(sweepers));
  }

  /**
   * Opens both doors.
   *
   * @return fails with {@link DoorStartException} if an address cannot be had; nothing stays open
   *     then
   */
  public static CompletionStage<ThriftDoors> start(
      DoorSettings settings, SwitchboardService service, DoorMetrics metrics) {
    ThriftDoors doors = new ThriftDoors(settings, service, metrics);
    CompletableFuture<Channel> http = doors.bind(settings.http(), new HttpPipeline(doors));
    CompletableFuture<Channel> tcp = doors.bind(settings.tcp(), new TcpPipeline(doors));
    return CompletableFuture.allOf(http, tcp)
        .handle(
            (done, failure) -> {
              if (failure == null) {
                doors.http = http.join();
                doors.tcp = tcp.join();
                LOG.info(
                    "Thrift doors open: http={} tcp={}", doors.httpAddress(), doors.tcpAddress());
                return CompletableFuture.completedStage(doors);
              }
              Throwable cause = failure.getCause() == null ? failure : failure.getCause();
              return doors
                  .close()
                  .<ThriftDoors>thenCompose(closed -> CompletableFuture.failedStage(cause));
            })
        .thenCompose(stage -> stage);
  }

  /** Where the HTTP door listens; with the real port where the settings said 0. */
  public InetSocketAddress httpAddress() {
    return (InetSocketAddress) http.localAddress();
  }

  /** Where the framed TCP door listens; with the real port where the settings said 0. */
  public InetSocketAddress tcpAddress() {
    return (InetSocketAddress) tcp.localAddress();
  }

  /**
   * Accepts no more connections and closes each one as soon as its calls are answered; what is left
   * after {@code drain-timeout} is cut off. Repeatable.
   *
   * @return completes when no connection is left; the doors still want to be closed
   */
  public CompletionStage<Void> drain() {
    http.close();
    tcp.close();
    runtime.sweepers().values().forEach(Sweeper::drain);
    loops
        .next()
        .schedule(
            () -> connections.close(), settings.drainTimeout().toMillis(), TimeUnit.MILLISECONDS);
    connections.newCloseFuture().addListener(done -> drained.complete(null));
    return drained;
  }

  /** Closes everything now. Repeatable. */
  public CompletionStage<Void> close() {
    connections.close();
    codec.shutdown();
    loops
        .shutdownGracefully(0, settings.drainTimeout().toMillis(), TimeUnit.MILLISECONDS)
        .addListener((Future<Object> done) -> closed.complete(null));
    return closed;
  }

  private CompletableFuture<Channel> bind(
      DoorSettings.Endpoint endpoint, ChannelInitializer<SocketChannel> pipeline) {
    int high = settings.writeBufferBytes();
    ChannelFuture bound =
        new ServerBootstrap()
            .group(loops)
            .channel(NioServerSocketChannel.class)
            .option(ChannelOption.SO_BACKLOG, BACKLOG)
            .option(ChannelOption.SO_REUSEADDR, true)
            .childOption(ChannelOption.TCP_NODELAY, true)
            .childOption(
                ChannelOption.WRITE_BUFFER_WATER_MARK, new WriteBufferWaterMark(high / 4, high))
            // A turn of the event loop takes at most this from one connection, 64 KiB, and gives at
            // most that to it: many that send or take a lot must not make the others wait.
            .childOption(
                ChannelOption.RCVBUF_ALLOCATOR,
                new AdaptiveRecvByteBufAllocator().maxMessagesPerRead(1))
            .childOption(ChannelOption.WRITE_SPIN_COUNT, 1)
            .childOption(ChannelOption.SO_SNDBUF, SEND_BUFFER_BYTES)
            .childHandler(pipeline)
            .bind(new InetSocketAddress(endpoint.host(), endpoint.port()));
    CompletableFuture<Channel> result = new CompletableFuture<>();
    bound.addListener(
        done -> {
          if (done.isSuccess()) {
            result.complete(bound.channel());
          } else {
            result.completeExceptionally(startException(endpoint, done.cause()));
          }
        });
    return result;
  }

  private static DoorStartException startException(
      DoorSettings.Endpoint endpoint, Throwable cause) {
    String what =
        cause instanceof BindException
            ? "Port " + endpoint.port() + " on " + endpoint.host() + " is in use or not to be had"
            : "Cannot listen on "
                + endpoint.host()
                + ":"
                + endpoint.port()
                + " ("
                + cause.getMessage()
                + ")";
    return new DoorStartException(
        what + "; free it, or change " + endpoint.key() + " in the configuration", cause);
  }

  /** A door could not be opened; the message names the address and the key to change. */
  public static final class DoorStartException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private DoorStartException(String message, Throwable cause) {
      super(message, cause);
    }
  }

  /** What both doors' pipelines begin with. */
  private abstract static class DoorPipeline extends ChannelInitializer<SocketChannel> {
    final ThriftDoors doors;

    DoorPipeline(ThriftDoors doors) {
      this.doors = doors;
    }

    @Override
    protected final void initChannel(SocketChannel channel) {
      doors.connections.add(channel);
      ChannelPipeline pipeline = channel.pipeline();
      // TLS: an SslHandler belongs here, before everything else.
      addHandlers(pipeline);
    }

    abstract void addHandlers(ChannelPipeline pipeline);
  }

  private static final class TcpPipeline extends DoorPipeline {
    TcpPipeline(ThriftDoors doors) {
      super(doors);
    }

    @Override
    void addHandlers(ChannelPipeline pipeline) {
      pipeline.addLast(new TcpConnection(doors.runtime));
    }
  }

  private static final class HttpPipeline extends DoorPipeline {
    HttpPipeline(ThriftDoors doors) {
      super(doors);
    }

    @Override
    void addHandlers(ChannelPipeline pipeline) {
      HttpConnection connection = new HttpConnection(doors.runtime);
      HttpDecoderConfig config =
          new HttpDecoderConfig()
              .setMaxInitialLineLength(doors.settings.maxHeaderBytes())
              .setMaxHeaderSize(doors.settings.maxHeaderBytes())
              .setMaxChunkSize(64 << 10);
      pipeline.addLast(new RawBytes(connection), new HttpServerCodec(config), connection);
    }
  }

  /**
   * Tells an HTTP connection of bytes before they are a request, so that one that never becomes
   * whole is noticed.
   */
  private static final class RawBytes extends ChannelInboundHandlerAdapter {
    private final HttpConnection connection;

    RawBytes(HttpConnection connection) {
      this.connection = connection;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
      connection.onRawBytes(((ByteBuf) message).readableBytes());
      ctx.fireChannelRead(message);
    }
  }
}

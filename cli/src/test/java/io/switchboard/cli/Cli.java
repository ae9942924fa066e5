package io.switchboard.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.switchboard.localstack.OwnClassPath;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** The command as a process of its own, as a user runs it, with this build's class path. */
final class Cli {
  private static final long WITHIN_SECONDS = 120;

  private final Process process;
  private final CompletableFuture<byte[]> out;
  private final ByteArrayOutputStream errBytes = new ByteArrayOutputStream();
  private final CompletableFuture<byte[]> err;

  private Cli(Process process, boolean readOutput) {
    this.process = process;
    this.out =
        readOutput
            ? drained(process.getInputStream(), new ByteArrayOutputStream())
            : CompletableFuture.completedFuture(new byte[0]);
    this.err = drained(process.getErrorStream(), errBytes);
  }

  /**
   * What came out.
   *
   * @param exitCode its own
   * @param out standard output, as it is
   * @param err standard error, as text
   */
  record Result(int exitCode, byte[] out, String err) {
    String text() {
      return new String(out, UTF_8);
    }

    Result ok() {
      assertThat(exitCode).as(err).isZero();
      return this;
    }
  }

  /** Starts a command; its output is read, so that it never waits for us. */
  static Cli start(Path home, String... args) {
    return start(true, Map.of(), home, args);
  }

  /** Starts a command whose output the test reads itself. */
  static Cli startUnread(Path home, String... args) {
    return start(false, Map.of(), home, args);
  }

  /** As {@link #startUnread(Path, String...)}, in an environment with more in it. */
  static Cli startUnread(Map<String, String> environment, Path home, String... args) {
    return start(false, environment, home, args);
  }

  private static Cli start(
      boolean readOutput, Map<String, String> environment, Path home, String... args) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        List.of(
            "-XX:TieredStopAtLevel=1",
            "-XX:+UseSerialGC",
            "-Xmx256m",
            "-Dlogback.configurationFile=io/switchboard/cli/cli-logback.xml",
            Switchboard.class.getName()));
    command.addAll(List.of(args));
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().put("CLASSPATH", OwnClassPath.joined());
    builder.environment().put(Home.ENVIRONMENT, home.toString());
    builder.environment().putAll(environment);
    try {
      return new Cli(builder.start(), readOutput);
    } catch (IOException e) {
      throw new AssertionError("the command did not start", e);
    }
  }

  /** Runs a command to its end, with some bytes as its standard input. */
  static Result run(Path home, byte[] input, String... args) {
    Cli cli = start(home, args);
    cli.send(input);
    cli.endInput();
    return cli.result();
  }

  /** Runs a command to its end. */
  static Result run(Path home, String... args) {
    return run(home, new byte[0], args);
  }

  /** Runs a command to its end, in an environment with more in it. */
  static Result run(Map<String, String> environment, Path home, String... args) {
    Cli cli = start(true, environment, home, args);
    cli.endInput();
    return cli.result();
  }

  Process process() {
    return process;
  }

  void send(byte[] input) {
    try {
      OutputStream stdin = process.getOutputStream();
      stdin.write(input);
      stdin.flush();
    } catch (IOException closedByTheCommand) {
      // It has decided without reading all of it; its exit code tells the rest.
    }
  }

  void endInput() {
    try {
      process.getOutputStream().close();
    } catch (IOException closedByTheCommand) {
      // As above.
    }
  }

  /** Sends SIGTERM. */
  void terminate() {
    process.toHandle().destroy();
  }

  Result result() {
    try {
      if (!process.waitFor(WITHIN_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new AssertionError(
            "no end within " + WITHIN_SECONDS + " s; standard error so far: " + errSoFar());
      }
      return new Result(
          process.exitValue(),
          out.get(10, TimeUnit.SECONDS),
          new String(err.get(10, TimeUnit.SECONDS), UTF_8));
    } catch (Exception e) {
      throw new AssertionError("the command's end was not seen", e);
    }
  }

  /** Standard error until now. */
  String errSoFar() {
    return errBytes.toString(UTF_8);
  }

  private static CompletableFuture<byte[]> drained(InputStream in, ByteArrayOutputStream bytes) {
    CompletableFuture<byte[]> all = new CompletableFuture<>();
    Thread thread =
        new Thread(
            () -> {
              try {
                in.transferTo(bytes);
              } catch (IOException ended) {
                // What came until then counts.
              }
              all.complete(bytes.toByteArray());
            });
    thread.setDaemon(true);
    thread.start();
    return all;
  }
}

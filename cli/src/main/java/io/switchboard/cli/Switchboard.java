package io.switchboard.cli;

import io.switchboard.cli.demo.DemoCommand;
import io.switchboard.cli.doctor.DoctorCommand;
import io.switchboard.cli.inspect.DescribeCommand;
import io.switchboard.cli.inspect.DisposeCommand;
import io.switchboard.cli.inspect.KeysCommand;
import io.switchboard.cli.inspect.SchemaCommand;
import io.switchboard.cli.inspect.SessionsCommand;
import io.switchboard.cli.inspect.TopicsCommand;
import io.switchboard.cli.operate.ClustersCommand;
import io.switchboard.cli.operate.DrainCommand;
import io.switchboard.cli.operate.MoveCommand;
import io.switchboard.cli.operate.NodesCommand;
import io.switchboard.cli.operate.RebalanceCommand;
import io.switchboard.cli.operate.ShardsCommand;
import io.switchboard.cli.operate.UndrainCommand;
import io.switchboard.cli.operate.UnpinCommand;
import io.switchboard.cli.transfer.ConsumeCommand;
import io.switchboard.cli.transfer.PublishCommand;
import io.switchboard.localstack.StackStartException;
import io.switchboard.sdk.DeadlineExceededException;
import io.switchboard.sdk.SwitchboardException;
import io.switchboard.sdk.UncertainOutcomeException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import java.util.Properties;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.UnmatchedArgumentException;

/** The {@code switchboard} command. */
@Command(
    name = "switchboard",
    description = "Durable, idempotent sessions on Kafka over a small Thrift API.",
    synopsisSubcommandLabel = "COMMAND",
    mixinStandardHelpOptions = true,
    scope = ScopeType.INHERIT,
    versionProvider = Switchboard.Version.class,
    sortOptions = false,
    usageHelpAutoWidth = true,
    footer = {"", "Exit codes and examples: docs/cli.md"},
    subcommands = {
      DemoCommand.class,
      UpCommand.class,
      PublishCommand.class,
      ConsumeCommand.class,
      TopicsCommand.class,
      SessionsCommand.class,
      DescribeCommand.class,
      DisposeCommand.class,
      NodesCommand.class,
      ShardsCommand.class,
      MoveCommand.class,
      UnpinCommand.class,
      RebalanceCommand.class,
      DrainCommand.class,
      UndrainCommand.class,
      ClustersCommand.class,
      SchemaCommand.class,
      KeysCommand.class,
      DoctorCommand.class
    })
public final class Switchboard {
  @Option(
      names = {"-v", "--verbose"},
      scope = ScopeType.INHERIT,
      description = "With an error, also show where in the program it came from.")
  private boolean verbose;

  private Switchboard() {}

  /** Runs one command and ends the JVM with its exit code. */
  public static void main(String[] args) {
    System.exit(run(args));
  }

  /** Runs one command and returns its exit code. */
  static int run(String... args) {
    Switchboard root = new Switchboard();
    return new CommandLine(root)
        .setExecutionExceptionHandler(
            (problem, command, parsed) -> root.failed(problem, command, parsed))
        .setParameterExceptionHandler(
            (problem, given) -> {
              CommandLine at = problem.getCommandLine();
              Terminal.system().note("switchboard: " + problem.getMessage());
              UnmatchedArgumentException.printSuggestions(problem, at.getErr());
              Terminal.system().note("See: ./" + at.getCommandSpec().qualifiedName() + " --help");
              return ExitCodes.USAGE;
            })
        .setCaseInsensitiveEnumValuesAllowed(true)
        .execute(args);
  }

  private int failed(Exception problem, CommandLine command, ParseResult parsed) {
    Terminal terminal = Terminal.system();
    terminal.note("switchboard: " + message(problem));
    advice(problem).ifPresent(terminal::note);
    if (verbose || parsed.hasMatchedOption("--verbose")) {
      problem.printStackTrace();
    }
    return exitCode(problem);
  }

  private static String message(Exception problem) {
    if (problem instanceof CliException
        || problem instanceof SwitchboardException
        || problem instanceof StackStartException) {
      return problem.getMessage();
    }
    return problem.getMessage() == null
        ? problem.toString()
        : problem.getClass().getSimpleName() + ": " + problem.getMessage();
  }

  private static Optional<String> advice(Exception problem) {
    return problem instanceof CliException cli && !cli.advice().isEmpty()
        ? Optional.of(cli.advice())
        : Optional.empty();
  }

  private static int exitCode(Exception problem) {
    if (problem instanceof CliException cli) {
      return cli.exitCode();
    }
    if (problem instanceof UncertainOutcomeException) {
      return ExitCodes.UNCERTAIN;
    }
    return problem instanceof DeadlineExceededException ? ExitCodes.UNREACHABLE : ExitCodes.FAILED;
  }

  /** Tells what is running. */
  static final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() throws IOException {
      Properties properties = new Properties();
      try (InputStream in = Switchboard.class.getResourceAsStream("version.properties")) {
        if (in != null) {
          properties.load(in);
        }
      }
      return new String[] {
        "switchboard " + properties.getProperty("version", "?") + ", Java " + Runtime.version()
      };
    }
  }
}

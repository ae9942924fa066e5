package io.switchboard.cli.inspect;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.switchboard.cli.CliException;
import io.switchboard.cli.ExitCodes;
import io.switchboard.cli.Home;
import io.switchboard.cli.HomeOption;
import io.switchboard.cli.Table;
import io.switchboard.cli.Terminal;
import io.switchboard.crypto.KeyRingException;
import io.switchboard.crypto.KeyRings;
import io.switchboard.crypto.KeySummary;
import io.switchboard.crypto.PasswordSource;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Lists, makes and rotates keys. */
@Command(
    name = "keys",
    description = {
      "Lists the keys of a key ring, without the keys themselves; 'keys generate' makes a key ring,"
          + " 'keys rotate' adds a version. Nodes that use the file see a change by themselves."
    },
    subcommands = {KeysCommand.Generate.class, KeysCommand.Rotate.class})
public final class KeysCommand implements Callable<Integer> {
  /** Which key ring. */
  static final class Ring {
    @Mixin private HomeOption local;

    @Option(
        names = "--key-ring",
        paramLabel = "FILE",
        description = "The key ring. Default: the local stack's.")
    private Path file;

    @Option(
        names = "--password",
        paramLabel = "SOURCE",
        description =
            "Where its password is: file:PATH or env:NAME. Default: keyring.password beside it.")
    private String password;

    Path file() {
      return file == null ? local.home().keyRing() : file;
    }

    PasswordSource password() {
      if (password != null) {
        return parsed(password);
      }
      return PasswordSource.file(defaultPasswordFile());
    }

    /** As {@link #password}, but a password file of our own is made if there is none. */
    PasswordSource passwordOrNew() {
      return password == null
          ? KeyRings.passwordFileOrGenerate(defaultPasswordFile())
          : parsed(password);
    }

    private Path defaultPasswordFile() {
      Home home = local.home();
      return file == null
          ? home.keyRingPassword()
          : file.toAbsolutePath().resolveSibling("keyring.password");
    }

    private static PasswordSource parsed(String reference) {
      try {
        return PasswordSource.parse(reference);
      } catch (IllegalArgumentException e) {
        throw CliException.usage(e.getMessage(), "");
      }
    }
  }

  @Mixin private Ring ring;

  @Option(names = "--json", description = "Print one JSON object a key.")
  private boolean json;

  @Override
  public Integer call() {
    if (!Files.exists(ring.file())) {
      throw CliException.failed(
          "There is no key ring " + ring.file() + ".",
          "Make one with './switchboard keys generate', or name one with --key-ring.");
    }
    show(spoken(() -> KeyRings.load(ring.file(), ring.password()).summaries()), json);
    return ExitCodes.OK;
  }

  private static void show(List<KeySummary> keys, boolean json) {
    Terminal terminal = Terminal.system();
    if (json) {
      ObjectMapper mapper = new ObjectMapper();
      for (KeySummary key : keys) {
        terminal.print(
            mapper
                .createObjectNode()
                .put("keyId", key.keyId())
                .put("version", key.version())
                .put("created", key.created().toString())
                .put("fingerprint", key.fingerprint())
                .put("current", key.current())
                .toString());
      }
      return;
    }
    Table table = new Table("KEY", "VERSION", "CREATED", "FINGERPRINT", "");
    for (KeySummary key : keys) {
      table.row(
          key.keyId(),
          Integer.toString(key.version()),
          key.created().toString(),
          key.fingerprint(),
          key.current() ? "current" : "");
    }
    table.lines().forEach(terminal::print);
  }

  private static <T> T spoken(Supplier<T> work) {
    try {
      return work.get();
    } catch (KeyRingException | IllegalArgumentException e) {
      throw CliException.of(ExitCodes.FAILED, e.getMessage(), "See docs/encryption.md.", e);
    }
  }

  /** Makes a key ring. */
  @Command(
      name = "generate",
      description = {
        "Makes a key ring with all keys that nodes need, and a password file if there is none."
            + " Never overwrites one: records encrypted with lost keys are lost."
      })
  static final class Generate implements Callable<Integer> {
    @Mixin private Ring ring;

    @Override
    public Integer call() {
      show(spoken(() -> KeyRings.generate(ring.file(), ring.passwordOrNew()).summaries()), false);
      Terminal.system()
          .note("Made " + ring.file() + ". Keep a copy of it, and its password elsewhere.");
      return ExitCodes.OK;
    }
  }

  /** Adds a version. */
  @Command(
      name = "rotate",
      description = {
        "Adds a new version of a key. Nodes encrypt with it once it is a minute old; what older"
            + " versions encrypted stays readable as long as they are in the ring."
      })
  static final class Rotate implements Callable<Integer> {
    @Mixin private Ring ring;

    @Parameters(
        paramLabel = "KEYID",
        description = "The key's id, such as record-default or token; a new id is made.")
    private String keyId;

    @Override
    public Integer call() {
      KeySummary added = spoken(() -> KeyRings.addVersion(ring.file(), ring.password(), keyId));
      Terminal.system()
          .note("added version " + added.version() + " of " + keyId + ", " + added.fingerprint());
      return ExitCodes.OK;
    }
  }
}

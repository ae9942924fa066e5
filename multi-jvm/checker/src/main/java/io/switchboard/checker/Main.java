package io.switchboard.checker;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Checks history files from a shell: {@code java -cp … io.switchboard.checker.Main [--json] file…}
 */
public final class Main {
  static final int OK = 0;
  static final int VIOLATED = 1;
  static final int UNREADABLE = 2;

  private Main() {}

  /** Prints the verdict; the exit code is 0: fine, 1: violated, 2: unreadable, or no file named. */
  public static void main(String[] args) {
    StringBuilder out = new StringBuilder();
    StringBuilder err = new StringBuilder();
    int code = run(List.of(args), out, err);
    System.out.print(out);
    System.err.print(err);
    System.out.flush();
    System.exit(code);
  }

  static int run(List<String> args, StringBuilder out, StringBuilder err) {
    List<String> names = new ArrayList<>(args);
    boolean json = names.remove("--json");
    if (names.isEmpty() || names.stream().anyMatch(name -> name.startsWith("--"))) {
      err.append("usage: io.switchboard.checker.Main [--json] history-file…\n");
      return UNREADABLE;
    }
    try {
      Verdict verdict = Checker.check(names.stream().map(Path::of).toList());
      out.append(json ? verdict.json() + '\n' : verdict.report());
      return verdict.isOk() ? OK : VIOLATED;
    } catch (UnreadableHistoryException e) {
      err.append(e.getMessage()).append('\n');
      return UNREADABLE;
    }
  }
}

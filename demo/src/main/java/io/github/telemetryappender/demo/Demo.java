package io.github.telemetryappender.demo;

import java.io.Console;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * The demonstration's command line. Its exit status is 0 when the ledgers of both sides agree and
 * nothing is lost, 1 when not, 2 when an argument cannot be used.
 */
public final class Demo {

  static final String ALL_IS_WELL = "The ledgers agree, and nothing is lost.";

  private static final int GOOD = 0;
  private static final int BAD = 1;
  private static final int MISUSED = 2;

  private Demo() {}

  /** Runs the demonstration and ends the JVM with its exit status. */
  public static void main(String[] words) {
    PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    endWithParent();
    System.exit(exitStatus(List.of(words), out, screenKind()));
  }

  /** A build that is ended, unlike one that is interrupted by Ctrl-C, does not end its children. */
  private static void endWithParent() {
    Optional<ProcessHandle> parent = ProcessHandle.current().parent();
    if (parent.isPresent()) {
      CompletableFuture<Void> unused = parent.get().onExit().thenRun(() -> System.exit(BAD));
    }
  }

  static int exitStatus(List<String> words, PrintStream out, Screen.Kind screenKind) {
    if (words.contains("--help")) {
      out.println(Arguments.USAGE);
      return GOOD;
    }
    try {
      return run(Arguments.of(words), new Screen(out, screenKind));
    } catch (BadArgumentException e) {
      out.println(e.getMessage());
      out.println(Arguments.USAGE);
      return MISUSED;
    }
  }

  static int run(Arguments arguments, Screen screen) {
    try (Run run = new Run(arguments, screen)) {
      endWithTheJvm(run);
      return tell(run.verdict(), screen);
    } catch (IOException e) {
      screen.say("The demonstration failed: " + e.getMessage());
      return BAD;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      screen.say("The demonstration was interrupted");
      return BAD;
    }
  }

  /** Ctrl-C, or an end of the build, ends the applications too. */
  private static void endWithTheJvm(Run run) {
    Runtime.getRuntime().addShutdownHook(new Thread(run::close, "demo end"));
  }

  private static int tell(Verdict verdict, Screen screen) {
    screen.say("");
    verdict.lines().forEach(screen::say);
    screen.say("");
    verdict.complaints().forEach(complaint -> screen.say("NOT AS IT SHOULD BE: " + complaint));
    screen.say(verdict.isGood() ? ALL_IS_WELL : "The ledgers do not agree, or something is lost.");
    return verdict.isGood() ? GOOD : BAD;
  }

  private static Screen.Kind screenKind() {
    String terminal = System.getenv("TERM");
    boolean draws = terminal != null && !terminal.equals("dumb");
    return draws && isTerminal(System.console()) ? Screen.Kind.LIVE : Screen.Kind.PLAIN;
  }

  /** From JDK 22 on there is a console even without a terminal, and a method that tells. */
  private static boolean isTerminal(@Nullable Console console) {
    if (console == null) {
      return false;
    }
    try {
      return (boolean) Console.class.getMethod("isTerminal").invoke(console);
    } catch (NoSuchMethodException olderJdk) {
      return true;
    } catch (ReflectiveOperationException e) {
      return false;
    }
  }
}

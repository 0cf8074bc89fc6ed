package io.github.telemetryappender.core.capture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.lang.ref.WeakReference;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** An exception's text is the one that Java itself prints. */
class StackTraceTextTest {

  private final CaptureBench bench = new CaptureBench();

  @ParameterizedTest
  @MethodSource("exceptions")
  void readsAsJavaPrintsIt(Throwable thrown) {
    assertThat(stackTrace(thrown)).isEqualTo(printed(thrown));
  }

  static List<Throwable> exceptions() {
    Throwable withFrames = new IllegalStateException("no cause");
    Throwable withCauses =
        new RuntimeException("top", new IllegalArgumentException("middle", caught()));
    Throwable withSuppressed = new RuntimeException("top", caught());
    withSuppressed.addSuppressed(new IllegalStateException("one", caught()));
    withSuppressed.getSuppressed()[0].addSuppressed(new Exception("two\nlines"));
    withSuppressed.addSuppressed(withCauses);
    Throwable cycle = new RuntimeException("a");
    cycle.initCause(new RuntimeException("b", cycle));
    Throwable reappearing = new RuntimeException("top", withFrames);
    reappearing.addSuppressed(withFrames);
    Throwable oddFrames = new Exception("odd");
    oddFrames.setStackTrace(
        new StackTraceElement[] {
          new StackTraceElement("a.B", "native", "B.java", -2),
          new StackTraceElement("a.B", "noLine", "B.java", -1),
          new StackTraceElement("a.B", "lineZero", "B.java", 0),
          new StackTraceElement("a.B", "noFile", null, 7),
          new StackTraceElement("", "a.module", "1.2", "a.B", "m", "B.java", 7),
          new StackTraceElement("loader", "a.module", "1.2", "a.B", "m", "B.java", 7),
          new StackTraceElement("loader", null, null, "a.B", "m", "B.java", 7),
          new StackTraceElement("loader", "", "", "a.B", "m", "B.java", 7),
        });
    Throwable noFrames = new Exception("none");
    noFrames.setStackTrace(new StackTraceElement[0]);
    return List.of(
        withFrames,
        withCauses,
        withSuppressed,
        cycle,
        reappearing,
        oddFrames,
        noFrames,
        new Exception((String) null),
        caught());
  }

  /** With frames of the JDK, and with frames in common. */
  private static Throwable caught() {
    try {
      List.of(1).forEach(number -> List.of().get(number));
      throw new AssertionError();
    } catch (IndexOutOfBoundsException expected) {
      return expected;
    }
  }

  @Test
  void aChainOfTenThousandCausesIsCut() {
    Throwable thrown = new Exception("bottom");
    thrown.setStackTrace(new StackTraceElement[0]);
    for (int i = 0; i < 10_000; i++) {
      thrown = new Exception("cause", thrown);
      thrown.setStackTrace(new StackTraceElement[0]);
    }

    assertThat(stackTrace(thrown).lines()).hasSize(StackTraceText.MAX_THROWABLES + 1);
  }

  @Test
  void causesMadeUpWithoutEndAreCut() {
    assertThat(stackTrace(new EndlessCauses()).lines().count()).isLessThan(100_000);
  }

  @Test
  void suppressedOnesNestedWithoutEndAreCut() {
    Throwable thrown = new Exception("bottom");
    for (int i = 0; i < 10_000; i++) {
      Throwable outer = new Exception("outer");
      outer.setStackTrace(new StackTraceElement[0]);
      outer.addSuppressed(thrown);
      thrown = outer;
    }

    assertThat(stackTrace(thrown).lines().filter(line -> line.contains("Suppressed: ")))
        .hasSize(17);
  }

  @Test
  void anExceptionIsNotHeldAfterItsEvent() {
    WeakReference<Throwable> thrown = capturedAndForgotten();

    for (int i = 0; i < 100 && thrown.get() != null; i++) {
      System.gc();
    }

    assertThat(thrown.get()).isNull();
  }

  private WeakReference<Throwable> capturedAndForgotten() {
    Throwable thrown = new IllegalStateException("why", new Exception("cause"));
    bench.read(fields -> fields.exception(thrown));
    return new WeakReference<>(thrown);
  }

  @Test
  void whatThrowsWhenAskedIsLeftOut() {
    RecordReader record = bench.read(fields -> fields.exception(new Hostile()));

    assertThat(record.exceptionType()).hasToString(Hostile.class.getName());
    assertThat(record.exceptionMessage()).isNull();
    assertThat(record.stackTrace()).hasToString("[FAILED toString()]");
    assertThat(record.damaged()).isTrue();
  }

  @Test
  void anExceptionsTypeSurvivesAHugeMessage() {
    String huge = "m".repeat(1_000_000);

    RecordReader record =
        bench.read(
            fields -> {
              fields.message(huge);
              fields.exception(new IllegalStateException("why"));
            });

    assertThat(record.exceptionType()).hasToString("java.lang.IllegalStateException");
    assertThat(record.exceptionMessage()).hasToString("why");
    assertThat(record.truncated()).isTrue();
  }

  private String stackTrace(Throwable thrown) {
    return String.valueOf(bench.read(fields -> fields.exception(thrown)).stackTrace());
  }

  private static String printed(Throwable thrown) {
    StringWriter text = new StringWriter();
    thrown.printStackTrace(new PrintWriter(text));
    return text.toString().replace(System.lineSeparator(), "\n").stripTrailing();
  }

  private static final class EndlessCauses extends Exception {
    @Override
    public synchronized Throwable getCause() {
      return new EndlessCauses();
    }
  }

  private static final class Hostile extends Exception {
    @Override
    public String getMessage() {
      throw new IllegalStateException("message");
    }

    @Override
    public synchronized Throwable getCause() {
      throw new StackOverflowError();
    }

    @Override
    public StackTraceElement[] getStackTrace() {
      throw new IllegalStateException("frames");
    }
  }
}

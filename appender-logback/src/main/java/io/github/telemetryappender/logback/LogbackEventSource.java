package io.github.telemetryappender.logback;

import static java.nio.charset.StandardCharsets.UTF_8;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxy;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.encoder.Encoder;
import ch.qos.logback.core.encoder.LayoutWrappingEncoder;
import io.github.telemetryappender.core.event.EventFields;
import io.github.telemetryappender.core.event.EventSource;
import io.github.telemetryappender.core.event.Field;
import io.github.telemetryappender.core.event.Severity;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Marker;
import org.slf4j.event.KeyValuePair;

/** Reads a Logback event in place. Any thread; keeps nothing of it. */
final class LogbackEventSource implements EventSource<ILoggingEvent> {

  /** References of references; SLF4J's own markers cannot be cyclic, others might. */
  private static final int MAX_MARKER_DEPTH = 8;

  private static final int NANOS_PER_MILLI = 1_000_000;

  private final @Nullable Encoder<ILoggingEvent> encoder;

  /**
   * @param encoder renders each event on the thread that logs; null for none
   */
  LogbackEventSource(@Nullable Encoder<ILoggingEvent> encoder) {
    this.encoder = encoder;
  }

  @Override
  public Severity severity(ILoggingEvent event) {
    Level level = event.getLevel();
    return level == null ? Severity.INFO : severityOf(level.toInt());
  }

  /** A number between two of Logback's levels belongs to the lower one, as in its own filters. */
  static Severity severityOf(int level) {
    if (level >= Level.ERROR_INT) {
      return Severity.ERROR;
    }
    if (level >= Level.WARN_INT) {
      return Severity.WARN;
    }
    if (level >= Level.INFO_INT) {
      return Severity.INFO;
    }
    return level >= Level.DEBUG_INT ? Severity.DEBUG : Severity.TRACE;
  }

  @Override
  public String loggerName(ILoggingEvent event) {
    String name = event.getLoggerName();
    return name == null ? "" : name;
  }

  @Override
  public String threadName(ILoggingEvent event) {
    String name = event.getThreadName();
    return name == null ? "" : name;
  }

  @Override
  public void read(ILoggingEvent event, EventFields fields) {
    boolean onLoggingThread = isOnLoggingThread(event);
    readInstant(event, fields);
    readLevel(event, fields);
    fields.logger(event.getLoggerName());
    fields.thread(event.getThreadName(), onLoggingThread ? Thread.currentThread().getId() : 0);
    try {
      readAttributes(event, fields);
    } finally { // even where one of them throws, or changes while it is read
      readTexts(event, onLoggingThread, fields);
    }
  }

  private static void readAttributes(ILoggingEvent event, EventFields fields) {
    readMdc(event, fields);
    readKeyValues(event, fields);
    readMarkers(event, fields);
    readCaller(event, fields);
  }

  private void readTexts(ILoggingEvent event, boolean onLoggingThread, EventFields fields) {
    try {
      readRendered(event, fields);
    } finally { // even where the encoder throws
      readMessageAndException(event, onLoggingThread, fields);
    }
  }

  private void readMessageAndException(
      ILoggingEvent event, boolean onLoggingThread, EventFields fields) {
    try {
      readMessage(event, onLoggingThread, fields);
    } finally { // even where an event of another kind throws
      readException(event.getThrowableProxy(), fields);
    }
  }

  private void readRendered(ILoggingEvent event, EventFields fields) {
    if (encoder == null || !fields.wants(Field.RENDERED)) {
      return;
    }
    // Most encoders wrap a layout, whose text need not become bytes and text again.
    if (encoder instanceof LayoutWrappingEncoder<ILoggingEvent> wrapping
        && wrapping.getLayout() != null) {
      fields.rendered(wrapping.getLayout().doLayout(event));
    } else {
      byte[] encoded = encoder.encode(event);
      fields.rendered(encoded == null ? null : new String(encoded, UTF_8));
    }
  }

  /** Whether no asynchronous appender stands between the logging call and us. */
  private static boolean isOnLoggingThread(ILoggingEvent event) {
    return Thread.currentThread().getName().equals(event.getThreadName());
  }

  /** Without {@code getInstant()}, which copies of events build anew, to the millisecond. */
  private static void readInstant(ILoggingEvent event, EventFields fields) {
    long epochMillis = event.getTimeStamp();
    int milliOfSecond = Math.floorMod(epochMillis, 1000);
    int nanoOfSecond = event.getNanoseconds();
    boolean nanosKnown = nanoOfSecond / NANOS_PER_MILLI == milliOfSecond;
    fields.instant(
        Math.floorDiv(epochMillis, 1000L),
        nanosKnown ? nanoOfSecond : milliOfSecond * NANOS_PER_MILLI);
  }

  private void readLevel(ILoggingEvent event, EventFields fields) {
    Level level = event.getLevel();
    fields.level(level == null ? severity(event).name() : level.toString());
  }

  private static void readMdc(ILoggingEvent event, EventFields fields) {
    if (!fields.wants(Field.MDC)) {
      return;
    }
    Map<String, String> mdc = event.getMDCPropertyMap();
    if (mdc != null && !mdc.isEmpty()) {
      fields.mdc(mdc);
    }
  }

  private static void readKeyValues(ILoggingEvent event, EventFields fields) {
    List<KeyValuePair> pairs = event.getKeyValuePairs();
    if (pairs == null || !fields.wants(Field.KEY_VALUES)) {
      return;
    }
    for (int i = 0; i < pairs.size(); i++) {
      KeyValuePair pair = pairs.get(i);
      if (pair != null) {
        fields.keyValue(pair.key, pair.value);
      }
    }
  }

  private static void readMarkers(ILoggingEvent event, EventFields fields) {
    List<Marker> markers = event.getMarkerList();
    if (markers == null || !fields.wants(Field.MARKERS)) {
      return;
    }
    for (int i = 0; i < markers.size(); i++) {
      readMarker(markers.get(i), MAX_MARKER_DEPTH, fields);
    }
  }

  @SuppressWarnings("deprecation") // SLF4J would rather have no references, but keeps them
  private static void readMarker(@Nullable Marker marker, int depthLeft, EventFields fields) {
    if (marker == null || depthLeft == 0) {
      return;
    }
    fields.marker(marker.getName());
    if (marker.hasReferences()) {
      Iterator<Marker> references = marker.iterator();
      while (references.hasNext()) {
        readMarker(references.next(), depthLeft - 1, fields);
      }
    }
  }

  private static void readCaller(ILoggingEvent event, EventFields fields) {
    if (!fields.wants(Field.CALLER)) {
      return;
    }
    StackTraceElement[] callers = event.getCallerData();
    if (callers != null && callers.length > 0) {
      StackTraceElement caller = callers[0];
      fields.caller(
          caller.getClassName(),
          caller.getMethodName(),
          caller.getFileName(),
          caller.getLineNumber());
    }
  }

  private void readMessage(ILoggingEvent event, boolean onLoggingThread, EventFields fields) {
    // Behind an asynchronous appender or an encoder the message has been built already, and the
    // arguments may have changed since. A subclass may build its message in another way.
    if (encoder == null && onLoggingThread && event.getClass() == LoggingEvent.class) {
      fields.formattedMessage(event.getMessage(), event.getArgumentArray());
    } else {
      fields.message(event.getFormattedMessage());
    }
    if (fields.wants(Field.PATTERN_AND_ARGUMENTS)) {
      fields.pattern(event.getMessage(), event.getArgumentArray());
    }
  }

  private static void readException(@Nullable IThrowableProxy proxy, EventFields fields) {
    if (proxy == null || !fields.wants(Field.EXCEPTION)) {
      return;
    }
    if (proxy instanceof ThrowableProxy local) {
      fields.exception(local.getThrowable());
    } else {
      fields.exception(
          proxy.getClassName(), proxy.getMessage(), ThrowableProxyUtil.asString(proxy));
    }
  }
}

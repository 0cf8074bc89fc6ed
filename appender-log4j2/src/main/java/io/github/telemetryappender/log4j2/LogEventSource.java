package io.github.telemetryappender.log4j2;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.github.telemetryappender.core.event.EventFields;
import io.github.telemetryappender.core.event.EventSource;
import io.github.telemetryappender.core.event.Field;
import io.github.telemetryappender.core.event.Severity;
import java.io.Serializable;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.apache.logging.log4j.Marker;
import org.apache.logging.log4j.ThreadContext;
import org.apache.logging.log4j.core.Layout;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.impl.MementoMessage;
import org.apache.logging.log4j.core.impl.MutableLogEvent;
import org.apache.logging.log4j.core.impl.ThrowableProxy;
import org.apache.logging.log4j.core.time.Instant;
import org.apache.logging.log4j.message.MapMessage;
import org.apache.logging.log4j.message.Message;
import org.apache.logging.log4j.message.ObjectMessage;
import org.apache.logging.log4j.message.ParameterConsumer;
import org.apache.logging.log4j.message.ParameterVisitable;
import org.apache.logging.log4j.message.ReusableMessage;
import org.apache.logging.log4j.message.StructuredDataMessage;
import org.apache.logging.log4j.util.ReadOnlyStringMap;
import org.apache.logging.log4j.util.StringBuilderFormattable;
import org.apache.logging.log4j.util.TriConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Reads a Log4j2 event in place, reusable events and messages included: nothing of the event is
 * kept, and no memento is made of it. Allocates nothing for the events of a logger that reuses
 * them. Any thread.
 */
final class LogEventSource implements EventSource<LogEvent> {

  // Without captured variables, so that no event costs a lambda; the fields come along as state.
  private static final TriConsumer<String, Object, EventFields> TO_KEY_VALUE =
      (key, value, fields) -> fields.keyValue(key, value);
  private static final ParameterConsumer<EventFields> TO_ARGUMENT =
      (parameter, index, fields) -> fields.argument(parameter);
  private static final ParameterConsumer<EventFields> ENTRIES_TO_KEY_VALUES =
      (parameter, index, fields) -> readEntries(parameter, fields);

  private final ContextDataReader contextDataReader = new ContextDataReader();
  private volatile @Nullable Layout<? extends Serializable> layout;

  LogEventSource(@Nullable Layout<? extends Serializable> layout) {
    this.layout = layout;
  }

  /** Renders with another layout from now on; the configuration has been read again. */
  void renderWith(@Nullable Layout<? extends Serializable> newLayout) {
    layout = newLayout;
  }

  /** A custom level counts as the next more severe standard one, as in Log4j2's own filters. */
  @Override
  public Severity severity(LogEvent event) {
    return switch (event.getLevel().getStandardLevel()) {
      case OFF, FATAL -> Severity.FATAL;
      case ERROR -> Severity.ERROR;
      case WARN -> Severity.WARN;
      case INFO -> Severity.INFO;
      case DEBUG -> Severity.DEBUG;
      case TRACE, ALL -> Severity.TRACE;
    };
  }

  @Override
  public String loggerName(LogEvent event) {
    String name = event.getLoggerName();
    return name == null ? "" : name;
  }

  @Override
  public String threadName(LogEvent event) {
    String name = event.getThreadName();
    return name == null ? "" : name;
  }

  @Override
  public void read(LogEvent event, EventFields fields) {
    readOrigin(event, fields);
    try {
      readAttributes(event, fields);
    } finally { // even where one of them throws, or changes while it is read
      readTexts(event, fields);
    }
  }

  private void readAttributes(LogEvent event, EventFields fields) {
    readContextData(event, fields);
    readKeyValues(event.getMessage(), fields);
    readMarker(event.getMarker(), fields);
    readContextStack(event.getContextStack(), fields);
    readCaller(event, fields);
  }

  private void readOrigin(LogEvent event, EventFields fields) {
    Instant instant = event.getInstant();
    fields.instant(instant.getEpochSecond(), instant.getNanoOfSecond());
    fields.level(event.getLevel().name());
    fields.logger(loggerName(event));
    fields.thread(event.getThreadName(), event.getThreadId());
  }

  /** Also where only the trace is wanted: it stands in the entries of that name. */
  private void readContextData(LogEvent event, EventFields fields) {
    if (!fields.wants(Field.MDC) && !fields.wants(Field.TRACE_CONTEXT)) {
      return;
    }
    ReadOnlyStringMap contextData = event.getContextData();
    if (contextData != null && !contextData.isEmpty()) {
      contextDataReader.read(contextData, fields);
    }
  }

  private static void readKeyValues(@Nullable Message message, EventFields fields) {
    if (message == null || !fields.wants(Field.KEY_VALUES)) {
      return;
    }
    if (message instanceof MapMessage<?, ?> map) {
      readMapMessage(map, fields);
    } else if (message instanceof ObjectMessage object) {
      readEntries(object.getParameter(), fields);
    } else {
      readObjectTakenOver(message, fields);
    }
  }

  /** A reused event keeps what was logged as an object as its one parameter, without pattern. */
  @SuppressWarnings("deprecation") // no other method tells such an event from one with a pattern
  private static void readObjectTakenOver(Message message, EventFields fields) {
    // First by its class: before JDK 23, threads that ask one object for several interfaces in turn
    // write to a word that they share (JDK-8180450).
    if (message instanceof MutableLogEvent event) {
      if (event.getFormat() == null) {
        event.forEachParameter(ENTRIES_TO_KEY_VALUES, fields);
      }
    } else if (message instanceof ParameterVisitable reused) {
      if (message.getFormat() == null) {
        reused.forEachParameter(ENTRIES_TO_KEY_VALUES, fields);
      }
    } else if (message instanceof MementoMessage copy && copy.getFormat() == null) {
      @Nullable Object[] parameters = copy.getParameters();
      if (parameters != null && parameters.length == 1) {
        readEntries(parameters[0], fields);
      }
    }
  }

  private static void readMapMessage(MapMessage<?, ?> map, EventFields fields) {
    if (map instanceof StructuredDataMessage structured) {
      fields.keyValue("sd.id", structured.getId());
      fields.keyValue("sd.type", structured.getType());
      fields.keyValue("sd.message", structured.getFormat());
    }
    map.forEach(TO_KEY_VALUE, fields);
  }

  private static void readEntries(@Nullable Object object, EventFields fields) {
    if (object instanceof Map<?, ?> map) {
      map.forEach((key, value) -> fields.keyValue(ContextDataReader.textOf(key), value));
    }
  }

  /** The marker, then its parents, each once, whatever cycles they form. */
  private static void readMarker(@Nullable Marker marker, EventFields fields) {
    if (marker == null || !fields.wants(Field.MARKERS)) {
      return;
    }
    if (marker.hasParents()) {
      Set<String> names = new LinkedHashSet<>();
      addWithParents(marker, names);
      names.forEach(fields::marker);
    } else {
      fields.marker(marker.getName());
    }
  }

  private static void addWithParents(Marker marker, Set<String> names) {
    if (names.add(marker.getName()) && marker.hasParents()) {
      for (Marker parent : marker.getParents()) {
        addWithParents(parent, names);
      }
    }
  }

  private static void readContextStack(
      ThreadContext.@Nullable ContextStack stack, EventFields fields) {
    if (stack == null || stack.getDepth() == 0 || !fields.wants(Field.NDC)) {
      return;
    }
    for (String entry : stack) {
      fields.ndc(entry);
    }
  }

  private static void readCaller(LogEvent event, EventFields fields) {
    if (!fields.wants(Field.CALLER)) {
      return;
    }
    StackTraceElement caller = event.getSource();
    if (caller != null) {
      fields.caller(
          caller.getClassName(),
          caller.getMethodName(),
          caller.getFileName(),
          caller.getLineNumber());
    }
  }

  private void readTexts(LogEvent event, EventFields fields) {
    try {
      readRendered(event, fields);
    } finally { // even where the layout throws
      readMessageAndException(event, fields);
    }
  }

  private static void readMessageAndException(LogEvent event, EventFields fields) {
    try {
      readMessage(event.getMessage(), fields);
    } finally { // even where the message's own code throws
      readException(event, fields);
    }
  }

  private void readRendered(LogEvent event, EventFields fields) {
    Layout<? extends Serializable> current = layout;
    if (current == null || !fields.wants(Field.RENDERED)) {
      return;
    }
    Serializable rendered = current.toSerializable(event);
    fields.rendered(
        rendered instanceof CharSequence text
            ? text
            : new String(current.toByteArray(event), UTF_8));
  }

  private static void readMessage(@Nullable Message message, EventFields fields) {
    if (message == null) {
      return;
    }
    if (message instanceof MutableLogEvent event) { // by its class first, as above
      readFormatted(event, fields);
    } else if (message instanceof StringBuilderFormattable formattable) {
      readFormatted(formattable, fields);
    } else {
      fields.message(message.getFormattedMessage());
    }
    readPattern(message, fields);
  }

  private static void readFormatted(StringBuilderFormattable message, EventFields fields) {
    StringBuilder builder = fields.messageBuilder();
    message.formatTo(builder);
    fields.message(builder);
  }

  /** Of messages that have both; to a map or an object message its parameters are no arguments. */
  @SuppressWarnings("deprecation") // Log4j2 discourages the pattern's method and has no successor
  private static void readPattern(Message message, EventFields fields) {
    if (!fields.wants(Field.PATTERN_AND_ARGUMENTS)
        || message instanceof MapMessage<?, ?>
        || message instanceof ObjectMessage) {
      return;
    }
    String pattern = message.getFormat();
    if (message instanceof ReusableMessage reused
        && message instanceof ParameterVisitable visited) {
      if (pattern != null && reused.getParameterCount() > 0) {
        fields.pattern(pattern, null);
        visited.forEachParameter(TO_ARGUMENT, fields); // getParameters() would make a copy
      }
      return;
    }
    @Nullable Object[] arguments = message.getParameters();
    if (pattern != null && arguments != null && arguments.length > 0) {
      fields.pattern(pattern, arguments);
    }
  }

  /** Of a deserialised event only the description is left; for others it is never made. */
  @SuppressWarnings("deprecation") // there is no other way to a deserialised event's exception
  private static void readException(LogEvent event, EventFields fields) {
    if (!fields.wants(Field.EXCEPTION)) {
      return;
    }
    Throwable thrown = event.getThrown();
    if (thrown != null) {
      fields.exception(thrown);
      return;
    }
    ThrowableProxy described = event.getThrownProxy();
    if (described != null) {
      fields.exception(
          described.getName(), described.getMessage(), described.getExtendedStackTraceAsString());
    }
  }
}

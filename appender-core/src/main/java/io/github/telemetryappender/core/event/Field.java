package io.github.telemetryappender.core.event;

/** The fields of an event that not every format has a place for; it declares those it wants. */
public enum Field {
  /** The message's pattern and its typed arguments, beside the formatted message. */
  PATTERN_AND_ARGUMENTS,
  /** MDC, in Log4j2 the ThreadContext map. */
  MDC,
  /** Typed key-value pairs: SLF4J's, and the entries of Log4j2's structured messages. */
  KEY_VALUES,
  MARKERS,
  /** Nested diagnostic context, in Log4j2 the ThreadContext stack. */
  NDC,
  EXCEPTION,
  /** Class, method, file and line of the logging call; costs a stack walk. */
  CALLER,
  /** Trace id, span id and flags. */
  TRACE_CONTEXT,
  /** The text that the framework's own encoder or layout made of the event. */
  RENDERED
}

package io.github.telemetryappender.core.event;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Takes the fields of one event, in the order of the methods below. Where the record runs out of
 * space the later field is cut: the stack trace first, then the message, then the attributes. Null
 * texts and values are taken as "not there" except where a method says otherwise; no method throws,
 * whatever an object's {@code toString} does. Used by one thread, during {@link EventSource#read}.
 */
public interface EventFields {

  /** Whether the field would be kept; ask before doing work for it. */
  boolean wants(Field field);

  /** When the event happened, by the framework's clock: seconds since 1970, and 0..999,999,999. */
  void instant(long epochSecond, int nanoOfSecond);

  /** The level's name as the framework has it, custom names included. */
  void level(String name);

  void logger(@Nullable String name);

  /** The logging thread; {@code id} 0 where it is not known. */
  void thread(@Nullable String name, long id);

  /** Trace and span id in hex, flags as in the W3C header (0..255). */
  void trace(String traceId, String spanId, int flags);

  /** One MDC entry. Entries named for a trace or span id also fill {@link #trace}. */
  void mdc(@Nullable String key, @Nullable String value);

  /** All MDC entries of a framework that has them in a map, as {@link #mdc(String, String)}. */
  default void mdc(Map<String, String> entries) {
    entries.forEach(this::mdc);
  }

  /** One typed pair; numbers, booleans and null keep their kind, anything else becomes text. */
  void keyValue(@Nullable String key, @Nullable Object value);

  void marker(@Nullable String name);

  /** One NDC entry, outermost first. */
  void ndc(@Nullable String entry);

  void caller(@Nullable String className, @Nullable String method, @Nullable String file, int line);

  /** What the framework's encoder or layout made of the event. */
  void rendered(@Nullable CharSequence text);

  /** The formatted message. */
  void message(@Nullable CharSequence formatted);

  /**
   * An empty builder of ours to format a message into, for a following {@link
   * #message(CharSequence)}; valid until then. Spares the caller a string.
   */
  StringBuilder messageBuilder();

  /**
   * The message as SLF4J's formatter would make it of this pattern and these arguments, formatted
   * by the core without building a string.
   */
  void formattedMessage(@Nullable String pattern, @Nullable Object @Nullable [] arguments);

  /** The message's pattern and arguments, kept beside the formatted message. */
  void pattern(@Nullable String pattern, @Nullable Object @Nullable [] arguments);

  /**
   * One more argument of the pattern that {@link #pattern} has just been called with, for a
   * framework that shows its arguments one by one. A throwable that comes last is no argument.
   */
  void argument(@Nullable Object argument);

  /** The exception with its causes, suppressed ones and common frames; cycles are cut. */
  void exception(@Nullable Throwable exception);

  /** An exception of which only the description came along (a deserialised event). */
  void exception(@Nullable String type, @Nullable String message, @Nullable String stackTrace);
}

package io.github.telemetryappender.logback;

import io.github.telemetryappender.core.event.EventFields;
import io.github.telemetryappender.core.event.Field;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Remembers the fields it was given, as words, in order. */
final class RecordingEventFields implements EventFields {

  private final Set<Field> wanted;
  private final List<String> calls = new ArrayList<>();

  RecordingEventFields(Set<Field> wanted) {
    this.wanted = wanted;
  }

  static RecordingEventFields wantingAll() {
    return new RecordingEventFields(EnumSet.allOf(Field.class));
  }

  static RecordingEventFields wanting(Field... fields) {
    Set<Field> wanted = EnumSet.noneOf(Field.class);
    wanted.addAll(Arrays.asList(fields));
    return new RecordingEventFields(wanted);
  }

  /** What was said about one kind of field, without its name. */
  List<String> of(String field) {
    return calls.stream()
        .filter(call -> call.startsWith(field + " "))
        .map(call -> call.substring(field.length() + 1))
        .toList();
  }

  /** The kinds of fields in the order of their first appearance. */
  List<String> order() {
    return calls.stream().map(call -> call.substring(0, call.indexOf(' '))).distinct().toList();
  }

  private void record(String field, @Nullable Object... values) {
    calls.add(field + " " + String.join("|", Arrays.stream(values).map(String::valueOf).toList()));
  }

  @Override
  public boolean wants(Field field) {
    return wanted.contains(field);
  }

  @Override
  public void instant(long epochSecond, int nanoOfSecond) {
    record("instant", epochSecond, nanoOfSecond);
  }

  @Override
  public void level(String name) {
    record("level", name);
  }

  @Override
  public void logger(@Nullable String name) {
    record("logger", name);
  }

  @Override
  public void thread(@Nullable String name, long id) {
    record("thread", name, id);
  }

  @Override
  public void trace(String traceId, String spanId, int flags) {
    record("trace", traceId, spanId, flags);
  }

  @Override
  public void mdc(@Nullable String key, @Nullable String value) {
    record("mdc", key, value);
  }

  @Override
  public void keyValue(@Nullable String key, @Nullable Object value) {
    record("keyValue", key, value, value == null ? "null" : value.getClass().getSimpleName());
  }

  @Override
  public void marker(@Nullable String name) {
    record("marker", name);
  }

  @Override
  public void ndc(@Nullable String entry) {
    record("ndc", entry);
  }

  @Override
  public void caller(
      @Nullable String className, @Nullable String method, @Nullable String file, int line) {
    record("caller", className, method, file);
  }

  @Override
  public void rendered(@Nullable CharSequence text) {
    record("rendered", text);
  }

  @Override
  public void message(@Nullable CharSequence formatted) {
    record("message", formatted);
  }

  @Override
  public StringBuilder messageBuilder() {
    return new StringBuilder();
  }

  @Override
  public void formattedMessage(@Nullable String pattern, @Nullable Object @Nullable [] arguments) {
    record("formattedMessage", pattern, Arrays.toString(arguments));
  }

  @Override
  public void pattern(@Nullable String pattern, @Nullable Object @Nullable [] arguments) {
    record("pattern", pattern, Arrays.toString(arguments));
  }

  @Override
  public void argument(@Nullable Object argument) {
    record("argument", argument);
  }

  @Override
  public void exception(@Nullable Throwable exception) {
    record("exception", exception);
  }

  @Override
  public void exception(
      @Nullable String type, @Nullable String message, @Nullable String stackTrace) {
    record("exception", type, message, stackTrace);
  }
}

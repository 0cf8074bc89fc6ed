package io.github.telemetryappender.log4j2;

import io.github.telemetryappender.core.event.EventFields;
import io.github.telemetryappender.core.event.Field;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Remembers what an event was read as, and in which order. */
final class RecordingEventFields implements EventFields {

  final Set<Field> wanted = EnumSet.allOf(Field.class);
  final List<String> order = new ArrayList<>();
  final Map<String, String> mdc = new LinkedHashMap<>();
  final Map<String, Object> keyValues = new LinkedHashMap<>();
  final List<String> markers = new ArrayList<>();
  final List<String> ndc = new ArrayList<>();

  /** What others do meanwhile. */
  Runnable onKeyValue = () -> {};

  private final List<Object> arguments = new ArrayList<>();
  private final StringBuilder builder = new StringBuilder();
  private final Map<String, Object> fields = new LinkedHashMap<>();

  /** The field's value, null where it was not read. */
  Object get(String field) {
    return fields.get(field);
  }

  private void put(String field, Object value) {
    order.add(field);
    fields.put(field, value);
  }

  @Override
  public boolean wants(Field field) {
    return wanted.contains(field);
  }

  @Override
  public void instant(long epochSecond, int nanoOfSecond) {
    put("instant", epochSecond + "s " + nanoOfSecond + "ns");
  }

  @Override
  public void level(String name) {
    put("level", name);
  }

  @Override
  public void logger(String name) {
    put("logger", name);
  }

  @Override
  public void thread(String name, long id) {
    put("thread", name + "#" + id);
  }

  @Override
  public void trace(String traceId, String spanId, int flags) {
    put("trace", traceId);
  }

  @Override
  public void mdc(String key, String value) {
    order.add("mdc");
    mdc.put(key, value);
  }

  @Override
  public void keyValue(String key, Object value) {
    order.add("keyValue");
    keyValues.put(key, value);
    onKeyValue.run();
  }

  @Override
  public void marker(String name) {
    order.add("marker");
    markers.add(name);
  }

  @Override
  public void ndc(String entry) {
    order.add("ndc");
    ndc.add(entry);
  }

  @Override
  public void caller(String className, String method, String file, int line) {
    put("caller", className + "." + method + "(" + file + ")");
  }

  @Override
  public void rendered(CharSequence text) {
    put("rendered", text.toString());
  }

  @Override
  public void message(CharSequence formatted) {
    put("message", formatted.toString());
  }

  @Override
  public StringBuilder messageBuilder() {
    put("messageBuilder", true);
    builder.setLength(0);
    return builder;
  }

  @Override
  public void formattedMessage(String pattern, Object[] arguments) {
    throw new AssertionError("a Log4j2 message formats itself");
  }

  @Override
  public void pattern(String pattern, Object[] arguments) {
    put("pattern", pattern + (arguments == null ? "" : Arrays.toString(arguments)));
  }

  @Override
  public void argument(Object argument) {
    this.arguments.add(argument);
    fields.put("pattern", patternText() + this.arguments);
  }

  private String patternText() {
    String pattern = String.valueOf(fields.get("pattern"));
    return arguments.size() == 1 ? pattern : pattern.substring(0, pattern.lastIndexOf('['));
  }

  @Override
  public void exception(Throwable exception) {
    put("exception", exception);
  }

  @Override
  public void exception(String type, String message, String stackTrace) {
    put("exception", List.of(type, message, stackTrace));
  }
}

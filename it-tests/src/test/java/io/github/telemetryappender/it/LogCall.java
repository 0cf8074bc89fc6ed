package io.github.telemetryappender.it;

import io.github.telemetryappender.core.event.Severity;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a logging call is given.
 *
 * @param message or null
 * @param arguments some of which may be null
 * @param exception or null
 * @param markers names of markers; where a framework takes only one, the others are its parents
 */
record LogCall(
    Severity severity,
    String message,
    List<Object> arguments,
    Throwable exception,
    List<String> markers,
    Map<String, Object> keyValues) {

  static LogCall of(Severity severity, String message, Object... arguments) {
    return new LogCall(severity, message, Arrays.asList(arguments), null, List.of(), Map.of());
  }

  LogCall withException(Throwable thrown) {
    return new LogCall(severity, message, arguments, thrown, markers, keyValues);
  }

  LogCall withMarker(String name) {
    List<String> more = new ArrayList<>(markers);
    more.add(name);
    return new LogCall(severity, message, arguments, exception, more, keyValues);
  }

  LogCall withKeyValue(String key, Object value) {
    Map<String, Object> more = new LinkedHashMap<>(keyValues);
    more.put(key, value);
    return new LogCall(severity, message, arguments, exception, markers, more);
  }
}

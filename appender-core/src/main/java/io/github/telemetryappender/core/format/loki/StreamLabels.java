package io.github.telemetryappender.core.format.loki;

import io.github.telemetryappender.core.capture.RecordEntries;
import io.github.telemetryappender.core.capture.RecordReader;
import io.github.telemetryappender.core.capture.Utf8Slice;
import io.github.telemetryappender.core.event.Severity;
import io.github.telemetryappender.core.format.JsonKey;
import io.github.telemetryappender.core.format.JsonWriter;
import io.github.telemetryappender.core.format.RenderBuffer;
import io.github.telemetryappender.core.settings.NameValue;
import io.github.telemetryappender.core.settings.ResourceConfig;
import io.github.telemetryappender.core.settings.SettingsException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The labels of the stream that an event belongs to, each a static text or {@code {level}}, {@code
 * {logger}}, {@code {thread}} or {@code {mdc:key}}. Immutable.
 */
final class StreamLabels {

  /** As Loki's default limits have it. */
  private static final int MAX_LABELS = 15;

  private static final int MAX_VALUE_BYTES = 2048;

  /** What Loki itself calls a service whose name it does not know. */
  private static final String UNKNOWN_SERVICE = "unknown_service";

  private static final Pattern NAME = Pattern.compile("[a-zA-Z_][a-zA-Z0-9_]*");
  private static final byte[][] LEVELS = levels();

  private final Label[] labels;

  private StreamLabels(List<Label> labels) {
    this.labels = labels.toArray(new Label[0]);
  }

  private static byte[][] levels() {
    byte[][] levels = new byte[Severity.COUNT][];
    for (Severity severity : Severity.values()) {
      levels[severity.rank()] = utf8(severity.name().toLowerCase(Locale.ROOT));
    }
    return levels;
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /**
   * What the user typed, else {@code service_name} and {@code level}.
   *
   * @throws SettingsException for a label that Loki would refuse, naming it
   */
  static StreamLabels of(List<NameValue> typed, ResourceConfig resource) {
    String service =
        resource.serviceName() == null || resource.serviceName().isEmpty()
            ? UNKNOWN_SERVICE
            : resource.serviceName();
    List<Label> labels = new ArrayList<>();
    if (typed.isEmpty()) {
      labels.add(new Label("service_name", Source.STATIC, service));
      labels.add(new Label("level", Source.LEVEL, ""));
    } else {
      typed.forEach(label -> labels.add(Label.read(label)));
    }
    if (labels.size() > MAX_LABELS) {
      throw new SettingsException(
          ("label is set %d times: Loki takes %d labels a stream; few are better, the rest goes into"
                  + " structured metadata")
              .formatted(labels.size(), MAX_LABELS));
    }
    return new StreamLabels(labels);
  }

  /** Writes the labels of an event as a JSON object. */
  void write(RecordReader event, JsonWriter json, RenderBuffer out) {
    json.start(out);
    json.beginObject();
    int sizeBefore = out.size();
    for (Label label : labels) {
      label.write(event, json);
    }
    if (out.size() == sizeBefore) { // a stream needs one
      json.key(JsonKey.of("service_name"));
      json.string(UNKNOWN_SERVICE);
    }
    json.endObject();
  }

  /** Where a label's value comes from. */
  private enum Source {
    STATIC,
    LEVEL,
    LOGGER,
    THREAD,
    MDC
  }

  /** One label. */
  private static final class Label {

    private static final String MDC_START = "{mdc:";

    private final JsonKey key;
    private final Source source;

    /** The text of a static label, the key of one from the MDC. */
    private final byte[] detail;

    Label(String name, Source source, String detail) {
      this.key = JsonKey.of(name);
      this.source = source;
      this.detail = utf8(detail);
    }

    static Label read(NameValue typed) {
      String value = typed.value();
      if (!NAME.matcher(typed.name()).matches()) {
        throw refused(typed, "a name has letters, digits and _ and begins with no digit");
      }
      if (!value.startsWith("{") || !value.endsWith("}")) {
        return new Label(typed.name(), Source.STATIC, value);
      }
      return switch (value) {
        case "{level}" -> new Label(typed.name(), Source.LEVEL, "");
        case "{logger}" -> new Label(typed.name(), Source.LOGGER, "");
        case "{thread}" -> new Label(typed.name(), Source.THREAD, "");
        default -> {
          if (!value.startsWith(MDC_START)) {
            throw refused(typed, "a value is a text, {level}, {logger}, {thread} or {mdc:key}");
          }
          String mdcKey = value.substring(MDC_START.length(), value.length() - 1);
          yield new Label(typed.name(), Source.MDC, mdcKey);
        }
      };
    }

    private static SettingsException refused(NameValue typed, String accepted) {
      return new SettingsException(
          "label = %s=%s is no label of a stream: %s"
              .formatted(typed.name(), typed.value(), accepted));
    }

    void write(RecordReader event, JsonWriter json) {
      switch (source) {
        case STATIC -> write(detail, 0, detail.length, json);
        case LEVEL -> {
          byte[] level = LEVELS[event.severity().rank()];
          write(level, 0, level.length, json);
        }
        case LOGGER -> write(event.logger(), json);
        case THREAD -> write(event.thread(), json);
        case MDC -> write(mdc(event), json);
      }
    }

    private @Nullable Utf8Slice mdc(RecordReader event) {
      if (!event.hasMdc()) {
        return null;
      }
      RecordEntries entries = event.mdc();
      while (entries.next()) {
        Utf8Slice name = entries.key();
        if (Arrays.equals(
            detail, 0, detail.length, name.array(), name.offset(), name.offset() + name.length())) {
          return entries.text();
        }
      }
      return null;
    }

    private void write(@Nullable Utf8Slice value, JsonWriter json) {
      if (value != null) {
        write(value.array(), value.offset(), value.length(), json);
      }
    }

    /** A label without a value is as good as none. */
    private void write(byte[] utf8, int offset, int length, JsonWriter json) {
      if (length > 0) {
        json.key(key);
        json.string(utf8, offset, CutText.length(utf8, offset, length, MAX_VALUE_BYTES));
      }
    }
  }
}

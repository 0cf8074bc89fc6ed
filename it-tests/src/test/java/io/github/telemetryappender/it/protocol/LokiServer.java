package io.github.telemetryappender.it.protocol;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Grafana Loki's push endpoint for JSON, with its default limits: a timestamp is a string of
 * nanoseconds, structured metadata a flat map of strings. One that is right is answered with 204.
 * As the real one does, it keeps what is valid in a request that it refuses with 400 for another
 * entry. Stricter than the real one: entries of a stream must come in order, although Loki forgives
 * an hour, and an empty request is refused.
 */
public final class LokiServer implements ProtocolServer {

  private static final int MAX_LINE_BYTES = 256 * 1024;
  private static final int MAX_LABELS = 15;
  private static final int MAX_LABEL_NAME_CHARS = 1024;
  private static final int MAX_LABEL_VALUE_CHARS = 2048;
  private static final int MAX_METADATA_BYTES = 64 * 1024;
  private static final int MAX_METADATA_ENTRIES = 128;
  private static final Duration MAX_AGE = Duration.ofDays(7);
  private static final Duration MAX_AHEAD = Duration.ofMinutes(10);
  private static final Pattern LABEL_NAME = Pattern.compile("[a-zA-Z_][a-zA-Z0-9_]*");
  private static final Pattern NANOS = Pattern.compile("[0-9]{1,19}");

  private final Clock clock;
  private final String tenant;

  /**
   * @param tenant whom {@code X-Scope-OrgID} must name; empty for a server of one tenant
   */
  public LokiServer(Clock clock, String tenant) {
    this.clock = clock;
    this.tenant = tenant;
  }

  @Override
  public String path() {
    return "/loki/api/v1/push";
  }

  @Override
  public Answer answer(Request request) {
    try {
      requireRightRequest(request);
      return answer(Json.read(request.body()));
    } catch (Refusal refusal) {
      return Answer.text(refusal.status(), refusal.getMessage(), List.of());
    }
  }

  private void requireRightRequest(Request request) throws Refusal {
    if (!request.path().equals(path())) {
      throw new Refusal(404, "no such path: " + request.path());
    }
    if (!tenant.isEmpty() && !request.header("X-Scope-OrgID").equals(tenant)) {
      throw new Refusal(401, "no org id");
    }
    if (!request.header("Content-Type").startsWith("application/json")) {
      throw Refusal.badRequest("Content-Type " + request.header("Content-Type"));
    }
  }

  private Answer answer(JsonNode body) throws Refusal {
    Json.requireOnly("the body", body, Set.of("streams"));
    JsonNode streams = body.path("streams");
    Json.requireArray("streams", streams);
    if (streams.isEmpty()) {
      throw new Refusal(422, "no streams");
    }
    List<ReceivedEvent> kept = new ArrayList<>();
    List<String> faults = new ArrayList<>();
    for (JsonNode stream : streams) {
      keepStream(stream, kept, faults);
    }
    return faults.isEmpty()
        ? Answer.text(204, "", kept)
        : Answer.text(400, String.join("; ", faults), kept);
  }

  private void keepStream(JsonNode stream, List<ReceivedEvent> kept, List<String> faults)
      throws Refusal {
    Json.requireOnly("a stream", stream, Set.of("stream", "values"));
    JsonNode values = stream.path("values");
    Json.requireArray("values", values);
    requireShape(values);
    try {
      requireLabels(stream.path("stream"));
    } catch (Refusal refusal) {
      faults.add(refusal.getMessage());
      return;
    }
    long latestNanos = Long.MIN_VALUE;
    for (JsonNode entry : values) {
      long atNanos = Long.parseLong(entry.get(0).textValue());
      try {
        requireEntry(entry, atNanos, latestNanos);
        kept.add(event(stream.path("stream"), entry));
      } catch (Refusal refusal) {
        faults.add(refusal.getMessage());
      }
      latestNanos = Math.max(latestNanos, atNanos);
    }
  }

  /** What the reader of JSON trips over, so that nothing of the request is kept. */
  private static void requireShape(JsonNode values) throws Refusal {
    for (JsonNode entry : values) {
      Json.requireArray("an entry", entry);
      if (entry.size() < 2 || entry.size() > 3) {
        throw Refusal.badRequest("an entry of " + entry.size() + " elements");
      }
      if (!NANOS.matcher(Json.requireText("a timestamp", entry.get(0))).matches()) {
        throw Refusal.badRequest("a timestamp that is no number: " + entry.get(0));
      }
      Json.requireText("a line", entry.get(1));
      if (entry.size() == 3) {
        requireStrings("structured metadata", entry.get(2));
      }
    }
  }

  private static void requireStrings(String what, JsonNode map) throws Refusal {
    Json.requireObject(what, map);
    for (JsonNode value : map) {
      Json.requireText(what, value);
    }
  }

  private static void requireLabels(JsonNode labels) throws Refusal {
    requireStrings("stream", labels);
    if (labels.isEmpty()) {
      throw Refusal.badRequest("at least one label pair is required per stream");
    }
    if (labels.size() > MAX_LABELS) {
      throw Refusal.badRequest("a stream of " + labels.size() + " labels; limit " + MAX_LABELS);
    }
    for (Iterator<Map.Entry<String, JsonNode>> each = labels.fields(); each.hasNext(); ) {
      Map.Entry<String, JsonNode> label = each.next();
      if (!LABEL_NAME.matcher(label.getKey()).matches()
          || label.getKey().length() > MAX_LABEL_NAME_CHARS) {
        throw Refusal.badRequest("a label named " + label.getKey());
      }
      if (label.getValue().textValue().length() > MAX_LABEL_VALUE_CHARS) {
        throw Refusal.badRequest("the value of label " + label.getKey() + " is too long");
      }
    }
  }

  private void requireEntry(JsonNode entry, long atNanos, long latestNanos) throws Refusal {
    if (atNanos < latestNanos) {
      throw Refusal.badRequest("entry out of order: " + atNanos + " after " + latestNanos);
    }
    long ageNanos = nowNanos() - atNanos;
    if (ageNanos > MAX_AGE.toNanos() || -ageNanos > MAX_AHEAD.toNanos()) {
      throw Refusal.badRequest("timestamp too old or too new: " + atNanos);
    }
    if (utf8Length(entry.get(1).textValue()) > MAX_LINE_BYTES) {
      throw Refusal.badRequest("Max entry size " + MAX_LINE_BYTES + " bytes exceeded");
    }
    requireSmall(entry.path(2));
  }

  private static void requireSmall(JsonNode metadata) throws Refusal {
    int bytes = 0;
    for (Iterator<Map.Entry<String, JsonNode>> each = metadata.fields(); each.hasNext(); ) {
      Map.Entry<String, JsonNode> pair = each.next();
      bytes += utf8Length(pair.getKey()) + utf8Length(pair.getValue().textValue());
    }
    if (metadata.size() > MAX_METADATA_ENTRIES || bytes > MAX_METADATA_BYTES) {
      throw Refusal.badRequest(
          "structured metadata of " + metadata.size() + " entries in " + bytes + " bytes");
    }
  }

  private long nowNanos() {
    return Duration.between(Instant.EPOCH, clock.instant()).toNanos();
  }

  private static int utf8Length(String text) {
    return text.getBytes(StandardCharsets.UTF_8).length;
  }

  private static ReceivedEvent event(JsonNode labels, JsonNode entry) {
    ObjectNode whole = Json.MAPPER.createObjectNode();
    whole.set("stream", labels);
    whole.set("timestamp", entry.get(0));
    whole.set("line", entry.get(1));
    whole.set("metadata", entry.path(2));
    String id = entry.path(2).path("event_id").asText(entry.path(2).path("event.id").asText(""));
    return new ReceivedEvent(id, entry.get(1).textValue(), whole);
  }
}

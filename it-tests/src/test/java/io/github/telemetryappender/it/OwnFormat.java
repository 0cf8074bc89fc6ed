package io.github.telemetryappender.it;

import io.github.telemetryappender.core.capture.RecordReader;
import io.github.telemetryappender.core.capture.Utf8Slice;
import io.github.telemetryappender.core.event.Field;
import io.github.telemetryappender.core.format.BodyWriter;
import io.github.telemetryappender.core.format.FormatContext;
import io.github.telemetryappender.core.format.FormatProvider;
import io.github.telemetryappender.core.format.JsonWriter;
import io.github.telemetryappender.core.format.PayloadFormat;
import io.github.telemetryappender.core.format.RenderBuffer;
import io.github.telemetryappender.core.settings.FormatDeclaration;
import io.github.telemetryappender.core.settings.FormatDeclaration.Place;
import io.github.telemetryappender.core.settings.FormatLimits;
import java.nio.charset.StandardCharsets;
import java.util.Set;

/**
 * A format as an application would bring it along: a line for each event, {@code
 * [id,tag,level,message]}, at most ten of them in a request. The tag is an option.
 */
public final class OwnFormat implements FormatProvider {

  static final int MAX_LINES = 10;

  @Override
  public FormatDeclaration declaration() {
    return FormatDeclaration.named("lines")
        .withPath("/lines")
        .withLimits(
            new FormatLimits(MAX_LINES, Long.MAX_VALUE, Long.MAX_VALUE, FormatLimits.FOR_EVER))
        .withOption("tag", "what each line is tagged with")
        .withEncoder(Place.NONE);
  }

  @Override
  public PayloadFormat create(FormatContext context) {
    return new Lines(declaration(), context.endpoint().options().getOrDefault("tag", ""));
  }

  private record Lines(FormatDeclaration declaration, String tag) implements PayloadFormat {

    private static final int LINE_BYTES = 80;

    @Override
    public String contentType() {
      return "application/jsonl";
    }

    @Override
    public Set<Field> wants() {
      return Set.of();
    }

    @Override
    public long estimatedBytes(int recordBytes) {
      return recordBytes + recordBytes / 8 + LINE_BYTES + tag.length();
    }

    @Override
    public BodyWriter newBodyWriter() {
      return new LinesWriter(tag);
    }
  }

  private static final class LinesWriter implements BodyWriter {

    private static final byte[] TRUNCATED = "\"truncated\"".getBytes(StandardCharsets.US_ASCII);

    private final JsonWriter json = new JsonWriter();
    private final byte[] id = new byte[RecordReader.MAX_EVENT_ID_BYTES];
    private final byte[] tag;

    LinesWriter(String tag) {
      this.tag = tag.getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public void begin(RenderBuffer out) {}

    @Override
    public void event(RecordReader event, int index, RenderBuffer out) {
      json.start(out);
      json.beginArray();
      json.string(id, 0, event.eventId(id, 0));
      json.string(tag, 0, tag.length);
      json.string(event.level());
      Utf8Slice message = event.message();
      if (message == null) {
        json.nul();
      } else {
        json.string(message);
      }
      if (event.truncated()) {
        json.raw(TRUNCATED);
      }
      json.endArray();
      out.put((byte) '\n');
    }

    @Override
    public void end(RenderBuffer out) {}
  }
}

package io.github.telemetryappender.core.format.elasticsearch;

import io.github.telemetryappender.core.event.Field;
import io.github.telemetryappender.core.format.Answer;
import io.github.telemetryappender.core.format.BodyWriter;
import io.github.telemetryappender.core.format.FormatContext;
import io.github.telemetryappender.core.format.PayloadFormat;
import io.github.telemetryappender.core.format.Receipt;
import io.github.telemetryappender.core.format.json.ResourceJson;
import io.github.telemetryappender.core.settings.FormatDeclaration;
import io.github.telemetryappender.core.settings.FormatDeclaration.Place;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The bulk endpoint: for each event an action line and the flat ECS object on a line of its own.
 * The action is {@code create} with the event id as the document's, so that a document sent again
 * is a conflict and no duplicate; a data stream takes no other action.
 */
final class ElasticsearchFormat implements PayloadFormat {

  static final FormatDeclaration DECLARATION =
      FormatDeclaration.named("elasticsearch")
          // Of the answer only what is read: thousands of items each repeat their index else.
          .withPath(
              "/{index}/_bulk?filter_path=errors,items.*.status,items.*.error.type,"
                  + "items.*.error.reason")
          .withApiKey("Authorization", "ApiKey ")
          .withIndex(Place.REQUIRED)
          .withEncoder(Place.NONE);

  /** Action line, keys, punctuation, timestamp, event id twice: what is beside a record. */
  private static final int DOCUMENT_BYTES = 380;

  private final ResourceJson resource;

  ElasticsearchFormat(FormatContext context) {
    this.resource = ResourceJson.of(context.resource());
  }

  @Override
  public FormatDeclaration declaration() {
    return DECLARATION;
  }

  @Override
  public String contentType() {
    return "application/x-ndjson";
  }

  @Override
  public Set<Field> wants() {
    return EnumSet.complementOf(EnumSet.of(Field.PATTERN_AND_ARGUMENTS, Field.RENDERED));
  }

  /** With an eighth for escapes. */
  @Override
  public long estimatedBytes(int recordBytes) {
    return (long) recordBytes + recordBytes / 8 + DOCUMENT_BYTES + resource.length();
  }

  @Override
  public BodyWriter newBodyWriter() {
    return new BulkBodyWriter(resource);
  }

  @Override
  public @Nullable Receipt receipt(Answer answer) {
    return answer.isSuccess() ? new BulkResponse(answer).receipt() : null;
  }
}

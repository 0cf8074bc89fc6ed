package io.github.telemetryappender.core.format.otlp;

import io.github.telemetryappender.core.event.Field;
import io.github.telemetryappender.core.format.Answer;
import io.github.telemetryappender.core.format.BodyWriter;
import io.github.telemetryappender.core.format.PayloadFormat;
import io.github.telemetryappender.core.format.Receipt;
import io.github.telemetryappender.core.format.RetryProfile;
import io.github.telemetryappender.core.settings.FormatDeclaration;
import io.github.telemetryappender.core.settings.FormatLimits;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** OTLP over HTTP, protobuf or JSON. */
final class OtlpFormat implements PayloadFormat {

  /** What a client should keep to (OTLP specification, "Request body size"). */
  private static final long MAX_BODY_BYTES = 64L << 20;

  private final Encoding encoding;
  private final OtlpResource resource;

  OtlpFormat(Encoding encoding, OtlpResource resource) {
    this.encoding = encoding;
    this.resource = resource;
  }

  @Override
  public FormatDeclaration declaration() {
    return encoding.declaration();
  }

  @Override
  public String contentType() {
    return encoding.contentType;
  }

  @Override
  public Set<Field> wants() {
    return EnumSet.complementOf(EnumSet.of(Field.PATTERN_AND_ARGUMENTS));
  }

  @Override
  public long estimatedBytes(int recordBytes) {
    return switch (encoding) {
      case PROTOBUF -> recordBytes + 160L;
      case JSON -> recordBytes + recordBytes / 2 + 560L;
    };
  }

  @Override
  public BodyWriter newBodyWriter() {
    return switch (encoding) {
      case PROTOBUF -> new ProtobufBodyWriter(resource);
      case JSON -> new JsonLogsWriter(resource);
    };
  }

  /**
   * Only 429, 502, 503 and 504 may be repeated ("Retryable Response Codes"). 520 to 530 are a
   * proxy's words for an origin it did not reach, which counts as a lost connection.
   */
  @Override
  public RetryProfile retryProfile() {
    return OtlpFormat::forbidsRetry;
  }

  private static boolean forbidsRetry(int status) {
    boolean isRetryable = status == 429 || (status >= 502 && status <= 504);
    boolean isLostConnection = status >= 520 && status <= 530;
    return !isRetryable && !isLostConnection;
  }

  @Override
  public @Nullable Receipt receipt(Answer answer) {
    return answer.isSuccess() ? ExportResponse.read(answer.body()) : null;
  }

  /** How the messages are written. */
  enum Encoding {
    PROTOBUF("otlp", "application/x-protobuf"),
    JSON("otlp-json", "application/json");

    private final String formatName;
    private final String contentType;

    Encoding(String formatName, String contentType) {
      this.formatName = formatName;
      this.contentType = contentType;
    }

    FormatDeclaration declaration() {
      return FormatDeclaration.named(formatName)
          .withPath("/v1/logs")
          .withLimits(
              new FormatLimits(
                  Integer.MAX_VALUE, MAX_BODY_BYTES, Long.MAX_VALUE, FormatLimits.FOR_EVER));
    }
  }
}

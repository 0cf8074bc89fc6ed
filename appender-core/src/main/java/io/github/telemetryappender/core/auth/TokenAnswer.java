package io.github.telemetryappender.core.auth;

import io.github.telemetryappender.core.transport.ExchangeResult;
import io.github.telemetryappender.core.transport.ExchangeResult.BodyState;
import io.github.telemetryappender.core.transport.SecretMask;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a token endpoint said: fields of its JSON, by name. Immutable; prints no value.
 *
 * @param what who answered with which status, for messages
 */
record TokenAnswer(String what, Map<String, String> fields) {

  private static final int MAX_ERROR_CHARS = 120;

  /** Where an endpoint names what is wrong: RFC 6749 section 5.2, and Cognito. */
  private static final String[] ERROR_FIELDS = {"error", "__type"};

  private static final String[] DESCRIPTION_FIELDS = {"error_description", "message"};

  static TokenAnswer read(String what, ExchangeResult.Answered answered) throws RefreshException {
    if (answered.bodyState() == BodyState.TOO_LONG
        || answered.body().length > TokenEndpoint.MAX_ANSWER_BYTES) {
      throw RefreshException.of(
          what
              + " with more than "
              + TokenEndpoint.MAX_ANSWER_BYTES / 1024
              + "KB: no token answer");
    }
    if (answered.bodyState() == BodyState.BROKEN) {
      throw RefreshException.of(what + " and broke off");
    }
    Map<String, String> fields = FlatJson.fields(answered.body());
    if (fields == null) {
      throw RefreshException.of(what + " with " + typeOf(answered) + " instead of a JSON object");
    }
    return new TokenAnswer(what, fields);
  }

  private static String typeOf(ExchangeResult.Answered answered) {
    if (answered.body().length == 0) {
      return "nothing";
    }
    String type = Objects.requireNonNullElse(answered.header("Content-Type"), "something");
    String name = type.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
    return name.equals("application/json") ? "malformed JSON" : shown(name);
  }

  /** {@code : invalid_client (the secret has expired)}, or nothing. */
  static String errorIn(ExchangeResult.Answered answered, SecretMask mask) {
    Map<String, String> fields = FlatJson.fields(answered.body());
    String error = fields == null ? null : first(fields, ERROR_FIELDS);
    if (fields == null || error == null) {
      return "";
    }
    String description = first(fields, DESCRIPTION_FIELDS);
    return ": "
        + shown(mask.hideIn(error))
        + (description == null ? "" : " (" + shown(mask.hideIn(description)) + ")");
  }

  private static @Nullable String first(Map<String, String> fields, String... names) {
    for (String name : names) {
      if (fields.containsKey(name)) {
        return fields.get(name);
      }
    }
    return null;
  }

  /** One line of what others wrote: visible ASCII, cut. */
  private static String shown(String text) {
    String line = text.replaceAll("[^ -~]+", " ").strip();
    return line.length() <= MAX_ERROR_CHARS ? line : line.substring(0, MAX_ERROR_CHARS) + "…";
  }

  /** The token in the fields of these names. */
  Token token(String tokenField, String typeField, String lifeField) throws RefreshException {
    String value = fields.get(tokenField);
    if (value == null) {
      throw RefreshException.of(what + " without " + tokenField);
    }
    String type = fields.get(typeField);
    if (type != null && !type.equalsIgnoreCase("Bearer")) {
      throw RefreshException.of(
          what + " with a token of type " + shown(type) + ": only Bearer can be sent");
    }
    String life = fields.get(lifeField);
    return life == null ? Token.of(value) : Token.lasting(value, life(lifeField, life));
  }

  private Duration life(String field, String seconds) throws RefreshException {
    try {
      return Duration.ofSeconds((long) Double.parseDouble(seconds));
    } catch (NumberFormatException e) {
      throw RefreshException.of(what + " with " + field + " = " + shown(seconds) + ", no number");
    }
  }

  @Override
  public String toString() {
    return what;
  }
}

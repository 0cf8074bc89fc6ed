package io.github.telemetryappender.core.auth;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;

/** The body of Amazon Cognito's InitiateAuth for a refresh token. */
final class CognitoRequest {

  private static final JsonFactory JSON = new JsonFactory();

  private CognitoRequest() {}

  /**
   * {@code {"ClientId":…,"AuthFlow":"REFRESH_TOKEN_AUTH","AuthParameters":{"REFRESH_TOKEN":…,
   * "DEVICE_KEY":null}}}.
   */
  static String refresh(String clientId, String refreshToken) {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = JSON.createGenerator(text)) {
      json.writeStartObject();
      json.writeStringField("ClientId", clientId);
      json.writeStringField("AuthFlow", "REFRESH_TOKEN_AUTH");
      json.writeObjectFieldStart("AuthParameters");
      json.writeStringField("REFRESH_TOKEN", refreshToken);
      json.writeNullField("DEVICE_KEY");
      json.writeEndObject();
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException("a string cannot be written to", e);
    }
    return text.toString();
  }
}

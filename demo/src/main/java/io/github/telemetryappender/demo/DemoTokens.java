package io.github.telemetryappender.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.telemetryappender.core.auth.Token;
import io.github.telemetryappender.core.auth.TokenProvider;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;

/**
 * Where the demonstration's applications get their tokens: from the environment where the user gave
 * one, else from the embedded endpoint's token path.
 */
public final class DemoTokens implements TokenProvider {

  /** Environment variable with a fixed token; not an argument, which other users could read. */
  static final String TOKEN_VARIABLE = "DEMO_TOKEN";

  /** System property with the URL to ask for a token. */
  static final String URL_PROPERTY = "demo.tokenUrl";

  private static final Duration PATIENCE = Duration.ofSeconds(5);
  private static final ObjectMapper JSON = new ObjectMapper();

  private final HttpClient client = HttpClient.newBuilder().connectTimeout(PATIENCE).build();

  @Override
  public Token fetch() throws IOException, InterruptedException {
    String fixed = System.getenv(TOKEN_VARIABLE);
    return fixed != null ? Token.of(fixed) : ask(URI.create(System.getProperty(URL_PROPERTY)));
  }

  private Token ask(URI url) throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(url)
            .timeout(PATIENCE)
            .POST(HttpRequest.BodyPublishers.noBody())
            .build();
    HttpResponse<byte[]> response = client.send(request, HttpResponse.BodyHandlers.ofByteArray());
    if (response.statusCode() != 200) {
      throw new IOException("the token path answered " + response.statusCode());
    }
    JsonNode grant = JSON.readTree(response.body());
    return Token.lasting(
        grant.path("access_token").asText(), Duration.ofSeconds(grant.path("expires_in").asLong()));
  }
}

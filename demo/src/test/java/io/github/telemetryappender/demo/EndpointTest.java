package io.github.telemetryappender.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.telemetryappender.core.event.Severity;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.ConnectException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class EndpointTest {

  private static final String TWO_EVENTS =
      """
      [{"event.id":"e-u-1","log.level":"ERROR","service.name":"app","message":"one"},
       {"event.id":"e-n-1","log.level":"INFO","service.name":"app","message":"two"}]""";

  private final Endpoint endpoint = open();
  private final HttpClient client = HttpClient.newHttpClient();

  @AfterEach
  void close() {
    endpoint.close();
  }

  @Test
  void inFineWeatherABatchIsTakenAndCounted() throws Exception {
    assertThat(post(TWO_EVENTS, token()).statusCode()).isEqualTo(200);

    EndpointCounts counts = endpoint.counts();
    assertThat(counts.eventsOf("app", Severity.ERROR)).isEqualTo(1);
    assertThat(counts.eventsOf("app", Severity.INFO)).isEqualTo(1);
    assertThat(counts.eventsOf("app", Severity.WARN)).isZero();
    assertThat(counts.answers()).isEqualTo(Map.of(200, 1L));
  }

  @Test
  void aBatchThatComesTwiceIsCountedOnceAndItsDuplicatesBesideIt() throws Exception {
    String token = token();
    post(TWO_EVENTS, token);
    post(TWO_EVENTS, token);

    assertThat(endpoint.counts().eventsTotal()).isEqualTo(2);
    assertThat(endpoint.counts().duplicates()).isEqualTo(2);
  }

  @Test
  void aCompressedBatchIsTaken() throws Exception {
    HttpResponse<String> response =
        send(request(token()).header("Content-Encoding", "gzip"), gzip(TWO_EVENTS));

    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(endpoint.counts().eventsTotal()).isEqualTo(2);
  }

  @Test
  void whatIsNoBatchIsRefusedWhole() throws Exception {
    String token = token();

    assertThat(post("nonsense", token).statusCode()).isEqualTo(400);
    assertThat(post("{}", token).statusCode()).isEqualTo(400);
    assertThat(post(TWO_EVENTS.replace("\"event.id\":\"e-n-1\",", ""), token).body())
        .contains("an event without event.id");
    assertThat(endpoint.counts().eventsTotal()).isZero();
  }

  @Test
  void whenUnavailableItSaysWhenToComeAgain() throws Exception {
    String token = token();
    endpoint.become(Weather.UNAVAILABLE);

    HttpResponse<String> response = post(TWO_EVENTS, token);

    assertThat(response.statusCode()).isEqualTo(503);
    assertThat(response.headers().firstValue("Retry-After")).contains("2");
    assertThat(endpoint.counts().eventsTotal()).isZero();
  }

  @Test
  void aClosedPortRefusesConnections() throws Exception {
    endpoint.become(Weather.CLOSED);

    assertThatThrownBy(() -> post(TWO_EVENTS, "any")).isInstanceOf(ConnectException.class);
  }

  @Test
  void aPortThatWasClosedIsOpenedAgainWithItsCounts() throws Exception {
    String token = token();
    post(TWO_EVENTS, token);
    endpoint.become(Weather.CLOSED);
    endpoint.become(Weather.FINE);

    assertThat(post(TWO_EVENTS, token).statusCode()).isEqualTo(200);
    assertThat(endpoint.counts().answers()).isEqualTo(Map.of(200, 2L));
  }

  @Test
  void anExpiredTokenIsRefusedAndANewOneIsGivenOut() throws Exception {
    String old = token();
    endpoint.become(Weather.EXPIRED);

    HttpResponse<String> refusal = post(TWO_EVENTS, old);
    assertThat(refusal.statusCode()).isEqualTo(401);
    assertThat(refusal.headers().firstValue("WWW-Authenticate").orElseThrow())
        .contains("invalid_token");
    assertThat(post(TWO_EVENTS, token()).statusCode()).isEqualTo(200);
  }

  @Test
  void anExpiredTokenStaysExpired() throws Exception {
    String old = token();
    endpoint.become(Weather.EXPIRED);
    endpoint.become(Weather.FINE);

    assertThat(post(TWO_EVENTS, old).statusCode()).isEqualTo(401);
  }

  @Test
  void aSlowAnswerIsNotGivenBeforeItsTime() throws Exception {
    String token = token();
    endpoint.become(Weather.SLOW);
    long startedAtNanos = System.nanoTime();

    assertThat(post(TWO_EVENTS, token).statusCode()).isEqualTo(200);
    assertThat(Duration.ofNanos(System.nanoTime() - startedAtNanos))
        .isGreaterThanOrEqualTo(Duration.ofMillis(Endpoint.SLOW_ANSWER_MILLIS));
  }

  @Test
  void aQuestionWithoutABatchIsAnsweredAndNotCounted() throws Exception {
    HttpRequest head =
        HttpRequest.newBuilder(endpoint.logsUrl())
            .method("HEAD", HttpRequest.BodyPublishers.noBody())
            .build();

    assertThat(client.send(head, HttpResponse.BodyHandlers.ofString()).statusCode()).isEqualTo(200);
    assertThat(endpoint.counts().answers()).isEmpty();
  }

  private static Endpoint open() {
    try {
      return Endpoint.open();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private String token() throws Exception {
    HttpResponse<String> response = send(HttpRequest.newBuilder(endpoint.tokenUrl()), new byte[0]);
    return new ObjectMapper().readTree(response.body()).get("access_token").textValue();
  }

  private HttpResponse<String> post(String json, String token) throws Exception {
    return send(request(token), json.getBytes(StandardCharsets.UTF_8));
  }

  private HttpRequest.Builder request(String token) {
    return HttpRequest.newBuilder(endpoint.logsUrl()).header("Authorization", "Bearer " + token);
  }

  private HttpResponse<String> send(HttpRequest.Builder request, byte[] body) throws Exception {
    return client.send(
        request
            .timeout(Duration.ofSeconds(10))
            .POST(HttpRequest.BodyPublishers.ofByteArray(body))
            .build(),
        HttpResponse.BodyHandlers.ofString());
  }

  private static byte[] gzip(String text) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
      gzip.write(text.getBytes(StandardCharsets.UTF_8));
    }
    return bytes.toByteArray();
  }
}

package io.github.telemetryappender.it;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.any;
import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static com.github.tomakehurst.wiremock.client.WireMock.equalTo;
import static com.github.tomakehurst.wiremock.core.WireMockConfiguration.wireMockConfig;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import com.github.tomakehurst.wiremock.client.WireMock;
import com.github.tomakehurst.wiremock.http.RequestMethod;
import com.github.tomakehurst.wiremock.stubbing.ServeEvent;
import com.github.tomakehurst.wiremock.verification.LoggedRequest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * An endpoint on the loopback interface: it answers as told and remembers what it was sent. Closed
 * until {@link #open()}, so that a connection is refused.
 */
final class Endpoint {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Pattern EVENT_ID = Pattern.compile("\"event\\.id\":\"([^\"]+)\"");

  /** Bound and not listening: whoever connects is refused, and nobody else is given the port. */
  private final Socket place = place();

  private final WireMockServer server =
      new WireMockServer(wireMockConfig().bindAddress("127.0.0.1").port(port()));

  private static Socket place() {
    try {
      Socket place = new Socket();
      place.setReuseAddress(true); // so that the server may have the port as well
      place.bind(new InetSocketAddress("127.0.0.1", 0));
      return place;
    } catch (IOException e) {
      throw new UncheckedIOException("no free port on the loopback interface", e);
    }
  }

  void open() {
    server.start();
  }

  /** Refuses connections from now on; what was received stays known. */
  void close() {
    server.stop();
  }

  int port() {
    return place.getLocalPort();
  }

  String url() {
    return "http://127.0.0.1:" + port() + "/ingest";
  }

  /** Every request is answered so from now on, unless a later call says otherwise. */
  void answer(ResponseDefinitionBuilder response) {
    server.stubFor(any(anyUrl()).willReturn(response));
  }

  void answer(int status) {
    answer(aResponse().withStatus(status));
  }

  /** Requests with this header are answered so from now on; before all that was said earlier. */
  void answerWhere(String header, String value, ResponseDefinitionBuilder response) {
    server.stubFor(any(anyUrl()).withHeader(header, equalTo(value)).willReturn(response));
  }

  /** The POST requests received so far with their answers, oldest first. */
  List<ServeEvent> exchanges() {
    List<ServeEvent> oldestFirst = new ArrayList<>(server.getAllServeEvents());
    oldestFirst.removeIf(exchange -> !exchange.getRequest().getMethod().equals(RequestMethod.POST));
    Collections.reverse(oldestFirst);
    return oldestFirst;
  }

  /** The HEAD requests received so far, oldest first: checks at the start. */
  List<LoggedRequest> checks() {
    return server.getAllServeEvents().stream()
        .map(ServeEvent::getRequest)
        .filter(request -> request.getMethod().equals(RequestMethod.HEAD))
        .toList();
  }

  /** The POST requests that were answered with this status. */
  List<ServeEvent> exchanges(int status) {
    return exchanges().stream().filter(e -> e.getResponse().getStatus() == status).toList();
  }

  /** The events of all requests that were answered with 200, in the order of arrival. */
  List<JsonNode> acceptedEvents() {
    return exchanges(200).stream().flatMap(exchange -> events(exchange).stream()).toList();
  }

  /** The ids of those events, each once. */
  Set<String> acceptedIds() {
    Set<String> ids = new TreeSet<>();
    acceptedEvents().forEach(event -> ids.add(event.path("event.id").asText()));
    return ids;
  }

  /** The ids of the events in one request of the format {@code json} or {@code ndjson}. */
  static List<String> ids(ServeEvent exchange) {
    return EVENT_ID
        .matcher(exchange.getRequest().getBodyAsString())
        .results()
        .map(found -> found.group(1))
        .toList();
  }

  /** The events in one request of the format {@code json}. */
  static List<JsonNode> events(ServeEvent exchange) {
    return events(exchange.getRequest().getBodyAsString());
  }

  /** The events in a body of the format {@code json}. */
  static List<JsonNode> events(String body) {
    try {
      List<JsonNode> events = new ArrayList<>();
      JSON.readTree(body).forEach(events::add);
      return events;
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("not a JSON array: " + body, e);
    }
  }

  /** Forgets the answers told so far and answers 200. */
  void recover() {
    server.resetMappings();
    answer(WireMock.ok());
  }
}

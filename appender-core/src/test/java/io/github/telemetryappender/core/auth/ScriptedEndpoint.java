package io.github.telemetryappender.core.auth;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.github.telemetryappender.core.transport.ExchangeRequest;
import io.github.telemetryappender.core.transport.ExchangeResult;
import io.github.telemetryappender.core.transport.ExchangeResult.BodyState;
import io.github.telemetryappender.core.transport.FailureKind;
import io.github.telemetryappender.core.transport.Header;
import io.github.telemetryappender.core.transport.PayloadTooLargeException;
import io.github.telemetryappender.core.transport.Transport;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;

/** A token endpoint that answers in turn as it was told, and remembers what it was asked. */
final class ScriptedEndpoint implements Transport {

  private final Queue<ExchangeResult> answers = new ArrayDeque<>();
  private final List<ExchangeRequest> requests = new ArrayList<>();
  private final List<String> bodies = new ArrayList<>();
  private boolean closed;

  /** Where none may be asked. */
  static Transport none() {
    throw new AssertionError("no token endpoint is to be asked");
  }

  ScriptedEndpoint answer(int status, String contentType, String body) {
    return answer(status, contentType, body, BodyState.COMPLETE);
  }

  ScriptedEndpoint answer(int status, String contentType, String body, BodyState state) {
    answers.add(
        new ExchangeResult.Answered(
            status, List.of(new Header("Content-Type", contentType)), body.getBytes(UTF_8), state));
    return this;
  }

  ScriptedEndpoint answer(ExchangeResult result) {
    answers.add(result);
    return this;
  }

  ScriptedEndpoint json(int status, String body) {
    return answer(status, "application/json;charset=UTF-8", body);
  }

  @Override
  public CompletableFuture<ExchangeResult> send(ExchangeRequest request) {
    requests.add(request);
    bodies.add(body(request));
    ExchangeResult answer = answers.poll();
    return CompletableFuture.completedFuture(
        answer != null
            ? answer
            : new ExchangeResult.Failed(FailureKind.CONNECT_REFUSED, "no answer is left"));
  }

  private static String body(ExchangeRequest request) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      request.payload().render().writeTo(bytes);
    } catch (IOException | PayloadTooLargeException e) {
      throw new AssertionError(e);
    }
    return bytes.toString(UTF_8);
  }

  List<ExchangeRequest> requests() {
    return requests;
  }

  List<String> bodies() {
    return bodies;
  }

  boolean isClosed() {
    return closed;
  }

  @Override
  public void cancelAll() {}

  @Override
  public void close() {
    closed = true;
  }
}

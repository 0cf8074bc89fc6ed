package io.github.telemetryappender.it.protocol;

/** Why a server does not take a request or an event. */
final class Refusal extends Exception {

  private static final long serialVersionUID = 1;

  private final int status;

  Refusal(int status, String reason) {
    super(reason);
    this.status = status;
  }

  static Refusal badRequest(String reason) {
    return new Refusal(400, reason);
  }

  int status() {
    return status;
  }
}

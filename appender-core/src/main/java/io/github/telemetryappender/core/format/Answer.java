package io.github.telemetryappender.core.format;

/**
 * What an endpoint answered to a body.
 *
 * @param body as much of it as was read; up to 4 MB of a 2xx, up to 64 KB of anything else
 * @param isComplete whether that is all of it
 * @param events how many events the body held
 */
public record Answer(int status, byte[] body, boolean isComplete, int events) {

  /** Whether the status says that the request was taken. */
  public boolean isSuccess() {
    return status >= 200 && status < 300;
  }
}

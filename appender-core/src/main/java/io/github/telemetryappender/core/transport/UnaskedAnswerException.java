package io.github.telemetryappender.core.transport;

import java.io.IOException;

/** The peer said something on an idle connection; nothing was sent on it since. */
final class UnaskedAnswerException extends IOException {

  private static final long serialVersionUID = 1;

  UnaskedAnswerException() {
    super("something came on the idle connection");
  }
}

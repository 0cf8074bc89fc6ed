package io.github.telemetryappender.core.transport;

/**
 * How far an exchange had come when it ended.
 *
 * @param connection whether it had been used before; NEW while there is none
 * @param path whether a proxy was asked to connect us on
 */
record Reach(Stage stage, Connection connection, Path path) {

  /** The stages of an exchange, in their order. */
  enum Stage {
    STARTING,
    RESOLVING,
    CONNECTING,
    /** In the TLS handshake, or connected and not yet writing. */
    SECURING,
    /** Some of the request may be out. */
    WRITING,
    /** All of the request is out. */
    SENT,
    /** Status and headers of the answer are in. */
    ANSWERED
  }

  enum Connection {
    NEW,
    REUSED
  }

  enum Path {
    DIRECT,
    PROXY
  }

  boolean hasBegunToSend() {
    return stage.compareTo(Stage.WRITING) >= 0;
  }
}

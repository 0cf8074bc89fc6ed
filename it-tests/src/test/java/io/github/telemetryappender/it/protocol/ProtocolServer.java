package io.github.telemetryappender.it.protocol;

/** The server's side of a protocol. Called by one thread at a time. */
public interface ProtocolServer {

  /** The path and query under which it takes events. */
  String path();

  Answer answer(Request request);
}

package io.github.telemetryappender.core.transport;

/** Bytes that the sockets of one thread have carried so far. */
record Traffic(long sentBytes, long receivedBytes) {

  static final Traffic NONE = new Traffic(0, 0);

  Traffic plus(long sent, long received) {
    return new Traffic(sentBytes + sent, receivedBytes + received);
  }

  /** Whether something went out since then and nothing came back. */
  boolean isUnansweredSince(Traffic then) {
    return sentBytes > then.sentBytes && receivedBytes == then.receivedBytes;
  }
}

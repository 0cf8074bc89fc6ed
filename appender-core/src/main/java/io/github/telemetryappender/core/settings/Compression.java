package io.github.telemetryappender.core.settings;

/** How bodies are compressed on the wire. */
public enum Compression {
  NONE,
  GZIP,
  /** With a library that the application brings along. */
  ZSTD
}

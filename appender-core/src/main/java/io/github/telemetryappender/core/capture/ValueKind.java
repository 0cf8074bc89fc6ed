package io.github.telemetryappender.core.capture;

/** What became of a value: its JSON type, as far as it is kept. */
public enum ValueKind {
  NULL,
  BOOLEAN,
  /** A whole number that fits into 64 bits. */
  INTEGER,
  /** A binary floating-point number; may be NaN or infinite. */
  FLOATING,
  /** A decimal number of any size, as the text of a JSON number. */
  DECIMAL,
  /** Anything else, as text. */
  TEXT;

  private static final ValueKind[] BY_CODE = values();

  static final int COUNT = BY_CODE.length;

  static ValueKind ofCode(int code) {
    return BY_CODE[code];
  }

  /** How the kind is written in a record. */
  @SuppressWarnings("EnumOrdinal")
  byte code() {
    return (byte) ordinal();
  }
}

package io.github.telemetryappender.core.format;

import io.github.telemetryappender.core.settings.Compression;
import io.github.telemetryappender.core.settings.SettingsException;

/** Makes compressors. Apart from {@link Zstd}, which cannot be loaded without its library. */
final class Compressors {

  private Compressors() {}

  /**
   * Makes sure that what was asked for can be done.
   *
   * @throws SettingsException where the library is not there, or not for this machine
   */
  static void require(Compression compression) {
    if (compression != Compression.ZSTD) {
      return;
    }
    try {
      of(compression).close();
    } catch (LinkageError missing) {
      throw new SettingsException(
          "compression = zstd needs the library com.github.luben:zstd-jni, which cannot be used"
              + " here ("
              + missing
              + "): add it to the class path, or choose gzip",
          missing);
    }
  }

  static Compressor of(Compression kind) {
    return switch (kind) {
      case GZIP -> new Gzip();
      case ZSTD -> new Zstd();
      case NONE -> throw new IllegalArgumentException("nothing compresses with " + kind);
    };
  }
}

package io.github.telemetryappender.log4j2;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.github.telemetryappender.core.settings.TypedSettings;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.TreeSet;

/**
 * The fingerprint by which equal settings are recognised when the configuration is read again. It
 * may be printed: secrets enter it, but only through SHA-256.
 */
final class SettingsDigest {

  private final MessageDigest sha256 = newSha256();

  private SettingsDigest() {}

  /**
   * The fingerprint in hex; the order of the values of a setting counts, that of names does not.
   */
  static String of(TypedSettings settings) {
    SettingsDigest digest = new SettingsDigest();
    for (String name : new TreeSet<>(settings.names())) {
      digest.add(name);
      digest.addAll(settings.all(name));
    }
    return HexFormat.of().formatHex(digest.sha256.digest());
  }

  private void addAll(List<String> values) {
    addNumber(values.size());
    values.forEach(this::add);
  }

  /** Each text after its length, so that no two lists of texts look alike. */
  private void add(String text) {
    byte[] bytes = text.getBytes(UTF_8);
    addNumber(bytes.length);
    sha256.update(bytes);
  }

  private void addNumber(int number) {
    sha256.update(ByteBuffer.allocate(Integer.BYTES).putInt(number).flip());
  }

  private static MessageDigest newSha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}

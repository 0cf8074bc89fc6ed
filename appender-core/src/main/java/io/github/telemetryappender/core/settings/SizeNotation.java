package io.github.telemetryappender.core.settings;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Sizes in bytes: a whole number, alone or with B, KB, MB or GB, which are powers of 1024. */
final class SizeNotation implements Notation<Long> {

  static final SizeNotation INSTANCE = new SizeNotation();

  private static final Pattern NUMBER_AND_UNIT =
      Pattern.compile("([0-9]+)(B|KB|MB|GB)?", Pattern.CASE_INSENSITIVE);

  private static final int KB_SHIFT = 10;
  private static final int MB_SHIFT = 20;
  private static final int GB_SHIFT = 30;

  private SizeNotation() {}

  @Override
  public Optional<Long> parse(String text) {
    Matcher matcher = NUMBER_AND_UNIT.matcher(text);
    return matcher.matches()
        ? Optional.of(shifted(WholeNumber.saturated(matcher.group(1)), shiftOf(matcher.group(2))))
        : Optional.empty();
  }

  private static int shiftOf(@org.jspecify.annotations.Nullable String unit) {
    return switch (unit == null ? "B" : unit.toUpperCase(Locale.ROOT)) {
      case "KB" -> KB_SHIFT;
      case "MB" -> MB_SHIFT;
      case "GB" -> GB_SHIFT;
      default -> 0;
    };
  }

  private static long shifted(long count, int shift) {
    return count > Long.MAX_VALUE >> shift ? Long.MAX_VALUE : count << shift;
  }

  @Override
  public String print(Long bytes) {
    if (isWhole(bytes, GB_SHIFT)) {
      return (bytes >> GB_SHIFT) + "GB";
    }
    if (isWhole(bytes, MB_SHIFT)) {
      return (bytes >> MB_SHIFT) + "MB";
    }
    return isWhole(bytes, KB_SHIFT) ? (bytes >> KB_SHIFT) + "KB" : bytes + "B";
  }

  private static boolean isWhole(long bytes, int shift) {
    return bytes != 0 && bytes >> shift << shift == bytes;
  }

  @Override
  public String noun() {
    return "a size";
  }

  @Override
  public String spelling() {
    return "like 512, 512B, 4KB, 32MB or 1GB";
  }

  @Override
  public String unit() {
    return "bytes";
  }
}

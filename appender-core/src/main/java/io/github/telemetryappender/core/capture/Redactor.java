package io.github.telemetryappender.core.capture;

import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Masks what regular expressions find in the text that was written last, in place. Each expression
 * gets a number of steps that grows with the text: what takes more (or ends the stack, as
 * java.util.regex recurses) is given up, and the caller masks the whole event instead. Allocates
 * nothing once it is warm. One thread at a time.
 */
final class Redactor {

  /**
   * Of a text that was cut, as much is masked at its end: a secret may have been cut in two, and
   * what is left of it matches no expression.
   */
  static final int CUT_TAIL_BYTES = 1024;

  /** Steps for any text, and for each of its bytes: about 1 ms, where a plain search takes 1 µs. */
  private static final long STEPS = 250_000;

  private static final long STEPS_PER_BYTE = 32;

  private static final byte[] MASK = {'*', '*', '*'};

  /** More matches in one text are more than anybody can want to see masked one by one. */
  private static final int MAX_MATCHES = 4096;

  private final RecordBuffer buffer;
  private final Matcher[] matchers;
  private final Utf8View view = new Utf8View();

  /** Where matches begin and end, in turn, as indices of the array. */
  private int[] spans = new int[32];

  private int spanCount;
  private boolean masksAll;
  private @Nullable Pattern runaway;

  Redactor(RecordBuffer buffer, List<Pattern> patterns) {
    this.buffer = buffer;
    this.matchers = patterns.stream().map(p -> p.matcher("")).toArray(Matcher[]::new);
  }

  /** Starts an event whose texts are searched. */
  void begin() {
    masksAll = false;
    runaway = null;
  }

  /** Starts an event whose texts are all masked, unread. */
  void beginMasked() {
    masksAll = true;
    runaway = null;
  }

  /** The expression that was given up in this event; null where none was. */
  @Nullable Pattern runaway() {
    return runaway;
  }

  /**
   * Masks in the open text that begins at {@code content} and ends where the buffer does.
   *
   * @param wasCut whether the text is longer than what was written of it
   * @return whether anything was masked
   */
  boolean redact(int content, boolean wasCut) {
    if (masksAll || runaway != null) {
      return maskFrom(content);
    }
    boolean masked = false;
    for (Matcher matcher : matchers) {
      if (!find(matcher, content)) {
        runaway = matcher.pattern();
        return maskFrom(content);
      }
      if (spanCount > 0) {
        maskSpans(content);
        masked = true;
      }
    }
    return wasCut ? maskFrom(tailOf(content)) : masked;
  }

  /** Notes the matches; false where the search was given up. */
  private boolean find(Matcher matcher, int content) {
    spanCount = 0;
    int end = buffer.size();
    view.show(buffer.array(), content, end);
    view.allow(STEPS + STEPS_PER_BYTE * (end - content));
    try {
      matcher.reset(view);
      while (matcher.find()) {
        if (matcher.end() > matcher.start() && !note(matcher.start(), matcher.end())) {
          return false;
        }
      }
      return true;
    } catch (RunawayPatternException | StackOverflowError tooMuch) {
      return false;
    } finally {
      matcher.reset("");
      view.forget();
    }
  }

  private boolean note(int start, int end) {
    if (spanCount == 2 * MAX_MATCHES) {
      return false;
    }
    if (spanCount == spans.length) {
      spans = Arrays.copyOf(spans, 2 * spanCount);
    }
    spans[spanCount++] = view.byteOf(start);
    spans[spanCount++] = view.byteOf(end);
    return true;
  }

  /**
   * Copies what stands between the matches together, with masks in their places. Masks may be
   * longer than matches, so the text is moved to the right first, by as much as they can get ahead
   * of what is still to be copied.
   */
  private void maskSpans(int content) {
    int ahead = mostAhead();
    int end = buffer.size();
    if (!buffer.hasRoom(ahead)) {
      maskFrom(content);
      return;
    }
    byte[] bytes = buffer.array();
    System.arraycopy(bytes, content, bytes, content + ahead, end - content);
    int out = content;
    int in = content;
    for (int i = 0; i < spanCount; i += 2) {
      out = copy(bytes, in + ahead, spans[i] + ahead, out);
      out = copyMask(bytes, out);
      in = spans[i + 1];
    }
    buffer.backTo(copy(bytes, in + ahead, end + ahead, out));
  }

  private int mostAhead() {
    int ahead = 0;
    int most = 0;
    for (int i = 0; i < spanCount; i += 2) {
      ahead += MASK.length - (spans[i + 1] - spans[i]);
      most = Math.max(most, ahead);
    }
    return most;
  }

  private static int copy(byte[] bytes, int from, int to, int out) {
    System.arraycopy(bytes, from, bytes, out, to - from);
    return out + to - from;
  }

  private static int copyMask(byte[] bytes, int out) {
    System.arraycopy(MASK, 0, bytes, out, MASK.length);
    return out + MASK.length;
  }

  private boolean maskFrom(int from) {
    buffer.backTo(from);
    for (int i = 0; i < MASK.length && buffer.hasRoom(1); i++) {
      buffer.putByte(MASK[i]);
    }
    return true;
  }

  /** At the beginning of a character. */
  private int tailOf(int content) {
    int from = Math.max(content, buffer.size() - CUT_TAIL_BYTES);
    while (from > content && (buffer.array()[from] & 0xc0) == 0x80) {
      from--;
    }
    return from;
  }
}

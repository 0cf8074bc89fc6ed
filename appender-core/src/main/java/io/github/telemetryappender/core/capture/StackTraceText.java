package io.github.telemetryappender.core.capture;

import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Writes an exception as {@link Throwable#printStackTrace()} does, with {@code \n} between the
 * lines and none behind the last. Stops where the buffer is full. A throwable that throws when it
 * is asked for a part is shown without that part. One thread.
 */
final class StackTraceText {

  /** Causes and suppressed ones, all together: an exception may make up causes without end. */
  static final int MAX_THROWABLES = 512;

  /** Suppressed ones within suppressed ones. */
  private static final int MAX_DEPTH = 16;

  private static final StackTraceElement[] NO_FRAMES = {};

  private final RecordBuffer out;
  private final ObjectText text;
  private final FrameText frameText;

  private @Nullable Throwable[] seen = new Throwable[8];
  private int seenCount;
  private int cutsBefore;
  private int failures;

  StackTraceText(RecordBuffer out, ObjectText text) {
    this.out = out;
    this.text = text;
    this.frameText = new FrameText(out);
  }

  /** How often the last exception threw when it was asked for its frames, cause or suppressed. */
  int failures() {
    return failures;
  }

  void append(Throwable thrown) {
    cutsBefore = out.cuts();
    failures = 0;
    forgetSeen(); // of an exception at whose end the stack ended as well
    try {
      out.append(text.textOf(thrown));
      remember(thrown);
      appendBelow(thrown, NO_FRAMES, 0);
    } finally {
      forgetSeen();
    }
  }

  private void remember(Throwable thrown) {
    if (seenCount == seen.length) {
      seen = Arrays.copyOf(seen, seenCount * 2);
    }
    seen[seenCount++] = thrown;
  }

  private void forgetSeen() {
    while (seenCount > 0) {
      seen[--seenCount] = null;
    }
  }

  /** Frames, suppressed ones and causes; a loop, as causes may be more than a stack takes. */
  private void appendBelow(Throwable top, StackTraceElement[] enclosing, int indent) {
    StackTraceElement[] outerFrames = enclosing;
    Throwable current = top;
    while (isOpen()) {
      StackTraceElement[] frames = framesOf(current);
      appendFrames(frames, outerFrames, indent);
      appendSuppressed(current, frames, indent);
      Throwable cause = causeOf(current);
      if (cause == null || !isOpen() || !appendHeadline("Caused by: ", cause, indent)) {
        return;
      }
      current = cause;
      outerFrames = frames;
    }
  }

  private void appendSuppressed(Throwable thrown, StackTraceElement[] frames, int indent) {
    for (Throwable suppressed : thrown.getSuppressed()) {
      if (!isOpen()) {
        return;
      }
      boolean hasMore = appendHeadline("Suppressed: ", suppressed, indent + 1);
      if (hasMore && indent < MAX_DEPTH) {
        appendBelow(suppressed, frames, indent + 1);
      }
    }
  }

  private boolean isOpen() {
    return out.cuts() == cutsBefore;
  }

  /** Returns whether more is to be said about this throwable. */
  private boolean appendHeadline(String relation, @Nullable Throwable thrown, int indent) {
    startLine(indent);
    out.append(relation);
    if (thrown == null || seenCount == MAX_THROWABLES) {
      out.append("...");
      return false;
    }
    if (isSeen(thrown)) {
      out.append("[CIRCULAR REFERENCE: ");
      out.append(text.textOf(thrown));
      out.appendAscii(']');
      return false;
    }
    out.append(text.textOf(thrown));
    remember(thrown);
    return true;
  }

  private boolean isSeen(Throwable thrown) {
    for (int i = 0; i < seenCount; i++) {
      if (seen[i] == thrown) {
        return true;
      }
    }
    return false;
  }

  private void appendFrames(StackTraceElement[] frames, StackTraceElement[] enclosing, int indent) {
    int inCommon = countInCommon(frames, enclosing);
    for (int i = 0; i < frames.length - inCommon && isOpen(); i++) {
      startLine(indent);
      out.append("\tat ");
      frameText.append(frames[i]);
    }
    if (inCommon > 0) {
      startLine(indent);
      out.append("\t... ");
      out.append(inCommon);
      out.append(" more");
    }
  }

  private void startLine(int indent) {
    out.appendAscii('\n');
    for (int i = 0; i < indent; i++) {
      out.appendAscii('\t');
    }
  }

  private static int countInCommon(StackTraceElement[] frames, StackTraceElement[] enclosing) {
    int inCommon = 0;
    while (inCommon < frames.length
        && inCommon < enclosing.length
        && Objects.equals(
            frames[frames.length - 1 - inCommon], enclosing[enclosing.length - 1 - inCommon])) {
      inCommon++;
    }
    return inCommon;
  }

  // The two questions below go to code of the application, which may throw anything (P14).

  private StackTraceElement[] framesOf(Throwable thrown) {
    try {
      StackTraceElement[] frames = thrown.getStackTrace();
      return frames == null ? NO_FRAMES : frames;
    } catch (Throwable failure) {
      failures++;
      return NO_FRAMES;
    }
  }

  private @Nullable Throwable causeOf(Throwable thrown) {
    try {
      return thrown.getCause();
    } catch (Throwable failure) {
      failures++;
      return null;
    }
  }
}

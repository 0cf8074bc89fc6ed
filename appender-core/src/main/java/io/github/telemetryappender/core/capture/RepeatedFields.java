package io.github.telemetryappender.core.capture;

import org.jspecify.annotations.Nullable;

/**
 * The fields that the last record began with. An event of the same logger, thread and MDC as the
 * one before begins with the same bytes, and these still stand in the buffer: its fields are
 * recognised by the identity of their texts, and need not be written again. One thread at a time.
 */
final class RepeatedFields {

  /** More than the logger, the thread and the MDC of nearly all applications. */
  private static final int MAX_FIELDS = 32;

  /** What the tables take, with references of four bytes. */
  static final int BYTES = MAX_FIELDS * 3 * Integer.BYTES;

  static final int NONE = -1;

  /** Key and value of each; the same text twice where there is but one. */
  private final @Nullable String[] texts = new String[2 * MAX_FIELDS];

  private final int[] ends = new int[MAX_FIELDS];

  /** How many fields stand in the buffer. */
  private int known;

  /** How many of them the present record has. */
  private int repeated;

  /** Where those end. */
  private int end;

  /** Starts a record, whose fields begin here. */
  void restart(int start) {
    breakOff();
    repeated = 0;
    end = start;
  }

  /** Something else is going to be written where the present record ends, or that was all. */
  void breakOff() {
    known = repeated;
  }

  /**
   * Where the next field ends if it is the one with these texts, which then belongs to the present
   * record; else {@link #NONE}.
   */
  @SuppressWarnings("ReferenceEquality") // only of the very same texts it is known
  int endOf(String key, String value) {
    int place = repeated;
    if (place == known || texts[2 * place] != key || texts[2 * place + 1] != value) {
      return NONE;
    }
    repeated = place + 1;
    end = ends[place];
    return end;
  }

  /** A field was written, with these texts. Behind one that is not known none is. */
  void add(String key, String value, int start, int newEnd) {
    int place = repeated;
    if (start == end && place < MAX_FIELDS) {
      texts[2 * place] = key;
      texts[2 * place + 1] = value;
      ends[place] = newEnd;
      end = newEnd;
      repeated = place + 1;
      known = place + 1;
    }
  }
}

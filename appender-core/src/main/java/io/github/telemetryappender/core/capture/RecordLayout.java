package io.github.telemetryappender.core.capture;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * How a record lies in memory. Numbers are in the machine's own byte order: a record never leaves
 * the machine that wrote it.
 *
 * <pre>
 *  offset  bytes  what
 *       0      1  severity, its rank
 *       1      1  version of this layout, 1
 *       2      1  marks: 1 truncated, 2 damaged
 *       3      1  0
 *       4      4  nanosecond of the event's second
 *       8      8  accepted at, monotonic nanoseconds
 *      16      8  epoch second of the event
 *      24      8  accepted at, wall clock, milliseconds since 1970
 *      32      8  thread id, 0 where it is not known
 *      40      …  fields, each once or (MDC, key-values, arguments, markers, NDC) any number of times
 *
 *  field   tag byte, then by tag:
 *          text                                 level, logger, thread, message, pattern, rendered,
 *                                               exception type, message, stack trace, marker, NDC
 *          text text                            MDC: key, value
 *          text value                           key-value
 *          value                                argument
 *          text text text int                   caller: class, method, file, line
 *          16 bytes, 8 bytes, byte              trace id, span id, flags; zeros for "not there"
 *  text    byte n &lt; 255 | byte 255, int n;  then n bytes of UTF-8
 *  value   byte kind, then nothing | byte | long | double | text | text
 * </pre>
 *
 * <p>The level's name is left out where it is the severity's own.
 */
public final class RecordLayout {

  /** Where a lane's reader finds the severity's rank. */
  public static final int SEVERITY_OFFSET = 0;

  /** Where a lane's reader finds the monotonic time of acceptance; 8-byte aligned. */
  public static final int ACCEPTED_AT_OFFSET = 8;

  /** Bytes before the first field: no record is shorter. */
  public static final int HEADER_BYTES = 40;

  static final int VERSION_OFFSET = 1;
  static final int MARKS_OFFSET = 2;
  static final int NANO_OFFSET = 4;
  static final int EPOCH_SECOND_OFFSET = 16;
  static final int ACCEPTED_WALL_OFFSET = 24;
  static final int THREAD_ID_OFFSET = 32;

  static final byte VERSION = 1;
  static final byte TRUNCATED = 1;
  static final byte DAMAGED = 2;

  static final byte LEVEL = 1;
  static final byte LOGGER = 2;
  static final byte THREAD = 3;
  static final byte MESSAGE = 4;
  static final byte PATTERN = 5;
  static final byte RENDERED = 6;
  static final byte EXCEPTION_TYPE = 7;
  static final byte EXCEPTION_MESSAGE = 8;
  static final byte STACK_TRACE = 9;
  static final int SINGLE_TEXT_TAGS = 10;
  static final byte MARKER = 10;
  static final byte NDC = 11;
  static final byte MDC = 12;
  static final byte KEY_VALUE = 13;
  static final byte ARGUMENT = 14;
  static final byte CALLER = 15;
  static final byte TRACE = 16;

  static final int TRACE_ID_BYTES = 16;
  static final int SPAN_ID_BYTES = 8;
  static final int TRACE_BYTES = TRACE_ID_BYTES + SPAN_ID_BYTES + 1;

  /** The length byte that says that the length follows as an int. */
  static final int LONG_TEXT = 255;

  private static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.nativeOrder());
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.nativeOrder());
  private static final VarHandle RING_LONG =
      MethodHandles.byteBufferViewVarHandle(long[].class, ByteOrder.nativeOrder());

  private RecordLayout() {}

  /** The rank of the severity of the record at {@code offset}. */
  public static int severityRank(ByteBuffer ring, int offset) {
    return ring.get(offset + SEVERITY_OFFSET);
  }

  /** The rank of the severity of the record at {@code offset}. */
  public static int severityRank(byte[] record, int offset) {
    return record[offset + SEVERITY_OFFSET];
  }

  /** When the record at {@code offset} was accepted, in monotonic nanoseconds. */
  public static long acceptedAtNanos(ByteBuffer ring, int offset) {
    return (long) RING_LONG.get(ring, offset + ACCEPTED_AT_OFFSET);
  }

  /** When the record at {@code offset} was accepted, in monotonic nanoseconds. */
  public static long acceptedAtNanos(byte[] record, int offset) {
    return getLong(record, offset + ACCEPTED_AT_OFFSET);
  }

  /** Sets when the record at {@code offset} is accepted, in monotonic nanoseconds. */
  public static void acceptAt(byte[] record, int offset, long nanos) {
    putLong(record, offset + ACCEPTED_AT_OFFSET, nanos);
  }

  /** Whether the record at {@code offset} was cut at {@code maxEventBytes}. */
  public static boolean isTruncated(ByteBuffer ring, int offset) {
    return (ring.get(offset + MARKS_OFFSET) & TRUNCATED) != 0;
  }

  static int getInt(byte[] bytes, int offset) {
    return (int) INT.get(bytes, offset);
  }

  static long getLong(byte[] bytes, int offset) {
    return (long) LONG.get(bytes, offset);
  }

  static void putInt(byte[] bytes, int offset, int value) {
    INT.set(bytes, offset, value);
  }

  static void putLong(byte[] bytes, int offset, long value) {
    LONG.set(bytes, offset, value);
  }
}

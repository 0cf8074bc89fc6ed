package io.github.telemetryappender.core.capture;

import io.github.telemetryappender.core.event.Severity;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Shows one record: a view that is moved from record to record. What it returns (slices, entries)
 * are views as well, valid until it moves on. One thread; allocates nothing once it is warm.
 */
public final class RecordReader {

  /** The longest event id in bytes: epoch, hyphen, lane, hyphen, position. */
  public static final int MAX_EVENT_ID_BYTES = 16 + 3 + 16;

  private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);
  private static final byte[][] LEVEL_NAMES = levelNames();
  private static final byte[] NO_BYTES = {};

  private final Utf8Slice[] texts = slices(RecordLayout.SINGLE_TEXT_TAGS);
  private final Utf8Slice[] caller = slices(3);
  private final Utf8Slice key = new Utf8Slice();
  private final Utf8Slice traceId = new Utf8Slice();
  private final Utf8Slice spanId = new Utf8Slice();
  private final Group markers = new Group(RecordLayout.MARKER);
  private final Group ndc = new Group(RecordLayout.NDC);
  private final Group mdc = new Group(RecordLayout.MDC);
  private final Group keyValues = new Group(RecordLayout.KEY_VALUE);
  private final Group arguments = new Group(RecordLayout.ARGUMENT);

  private byte[] bytes = NO_BYTES;
  private int start;
  private int end;
  private byte[] eventIdPrefix = NO_BYTES;
  private long position;

  /** A bit for each tag of a single text that is there. */
  private int present;

  private boolean hasCaller;
  private int callerLine;
  private boolean hasTraceId;
  private boolean hasSpanId;
  private int traceFlags;

  private static Utf8Slice[] slices(int count) {
    Utf8Slice[] slices = new Utf8Slice[count];
    for (int i = 0; i < count; i++) {
      slices[i] = new Utf8Slice();
    }
    return slices;
  }

  private static byte[][] levelNames() {
    byte[][] names = new byte[Severity.COUNT][];
    for (Severity severity : Severity.values()) {
      names[severity.rank()] = severity.name().getBytes(StandardCharsets.US_ASCII);
    }
    return names;
  }

  /**
   * Moves to the record in {@code length} bytes from {@code offset}, which stay as they are until
   * the next move. Checks the whole record: nothing else of this class throws afterwards.
   *
   * @param eventIdPrefix the ASCII bytes {@code <epoch>-<lane>-} of the ring the record lies in
   * @param position of the record in that ring
   * @throws IllegalStateException when the bytes are not a record
   */
  public void wrap(byte[] bytes, int offset, int length, byte[] eventIdPrefix, long position) {
    this.bytes = bytes;
    this.start = offset;
    this.end = offset + length;
    this.eventIdPrefix = eventIdPrefix;
    this.position = position;
    checkHeader(length);
    forget();
    int field = start + RecordLayout.HEADER_BYTES;
    while (field < end) {
      field = read(field);
    }
  }

  private void checkHeader(int length) {
    if (length < RecordLayout.HEADER_BYTES
        || bytes[start + RecordLayout.VERSION_OFFSET] != RecordLayout.VERSION
        || bytes[start] < 0
        || bytes[start] >= Severity.COUNT) {
      throw new IllegalStateException("damaged record: no header in " + length + " bytes");
    }
  }

  private void forget() {
    present = 0;
    markers.forget();
    ndc.forget();
    mdc.forget();
    keyValues.forget();
    arguments.forget();
    hasCaller = false;
    hasTraceId = false;
    hasSpanId = false;
    traceFlags = 0;
  }

  /** Takes note of a field, and returns where the next one starts. */
  private int read(int field) {
    byte tag = bytes[field];
    int content = field + 1;
    return switch (tag) {
      case RecordLayout.MARKER -> markers.note(field, skip(field));
      case RecordLayout.NDC -> ndc.note(field, skip(field));
      case RecordLayout.ARGUMENT -> arguments.note(field, skip(field));
      case RecordLayout.MDC -> {
        int value = FieldParser.readText(bytes, content, end, key);
        yield mdc.note(field, key, FieldParser.afterText(bytes, value, end));
      }
      case RecordLayout.KEY_VALUE -> {
        int value = FieldParser.readText(bytes, content, end, key);
        yield keyValues.note(field, key, FieldParser.afterValue(bytes, value, end));
      }
      case RecordLayout.CALLER -> readCaller(content);
      case RecordLayout.TRACE -> readTrace(content);
      default -> readSingleText(tag, content);
    };
  }

  private int skip(int field) {
    return FieldParser.next(bytes, field, end);
  }

  private int readSingleText(byte tag, int content) {
    if (tag < RecordLayout.LEVEL || tag >= RecordLayout.SINGLE_TEXT_TAGS) {
      throw new IllegalStateException("damaged record: field " + tag);
    }
    present |= 1 << tag;
    return FieldParser.readText(bytes, content, end, texts[tag]);
  }

  private int readCaller(int content) {
    hasCaller = true;
    int at = content;
    for (Utf8Slice part : caller) {
      at = FieldParser.readText(bytes, at, end, part);
    }
    int next = FieldParser.checked(at, Integer.BYTES, end);
    callerLine = RecordLayout.getInt(bytes, at);
    return next;
  }

  private int readTrace(int content) {
    int next = FieldParser.checked(content, RecordLayout.TRACE_BYTES, end);
    int span = content + RecordLayout.TRACE_ID_BYTES;
    traceId.set(bytes, content, RecordLayout.TRACE_ID_BYTES);
    spanId.set(bytes, span, RecordLayout.SPAN_ID_BYTES);
    traceFlags = bytes[span + RecordLayout.SPAN_ID_BYTES] & 0xff;
    hasTraceId = !isZero(traceId);
    hasSpanId = !isZero(spanId);
    return next;
  }

  private static boolean isZero(Utf8Slice id) {
    for (int i = 0; i < id.length(); i++) {
      if (id.array()[id.offset() + i] != 0) {
        return false;
      }
    }
    return true;
  }

  public Severity severity() {
    return Severity.ofRank(bytes[start + RecordLayout.SEVERITY_OFFSET]);
  }

  /** Monotonic nanoseconds of the process that accepted the event. */
  public long acceptedAtNanos() {
    return RecordLayout.acceptedAtNanos(bytes, start);
  }

  /** Wall clock of the moment of acceptance, in milliseconds since 1970. */
  public long acceptedAtEpochMillis() {
    return RecordLayout.getLong(bytes, start + RecordLayout.ACCEPTED_WALL_OFFSET);
  }

  /** When the event happened: seconds since 1970, in the years 0..9999. */
  public long epochSecond() {
    return RecordLayout.getLong(bytes, start + RecordLayout.EPOCH_SECOND_OFFSET);
  }

  /** The nanosecond of {@link #epochSecond()}, 0..999,999,999. */
  public int nanoOfSecond() {
    return RecordLayout.getInt(bytes, start + RecordLayout.NANO_OFFSET);
  }

  /** The position of the record in its ring. */
  public long position() {
    return position;
  }

  /** The array the record lies in, from {@link #offset()} for {@link #length()} bytes. */
  public byte[] bytes() {
    return bytes;
  }

  /** Where in {@link #bytes()} the record begins. */
  public int offset() {
    return start;
  }

  /** Bytes of the record. */
  public int length() {
    return end - start;
  }

  /** Whether something was cut off because the record was full. */
  public boolean truncated() {
    return (bytes[start + RecordLayout.MARKS_OFFSET] & RecordLayout.TRUNCATED) != 0;
  }

  /** Whether something could not be read because the event threw while it was captured. */
  public boolean damaged() {
    return (bytes[start + RecordLayout.MARKS_OFFSET] & RecordLayout.DAMAGED) != 0;
  }

  /** The framework's name of the level. */
  public Utf8Slice level() {
    Utf8Slice level = texts[RecordLayout.LEVEL];
    if (!isPresent(RecordLayout.LEVEL)) {
      byte[] name = LEVEL_NAMES[severity().rank()];
      level.set(name, 0, name.length);
    }
    return level;
  }

  /** Null where the event has none. */
  public @Nullable Utf8Slice logger() {
    return text(RecordLayout.LOGGER);
  }

  /** Name of the logging thread; null where it is not known. */
  public @Nullable Utf8Slice thread() {
    return text(RecordLayout.THREAD);
  }

  /** Id of the logging thread; 0 where it is not known. */
  public long threadId() {
    return RecordLayout.getLong(bytes, start + RecordLayout.THREAD_ID_OFFSET);
  }

  /** The formatted message; null where the event has none. */
  public @Nullable Utf8Slice message() {
    return text(RecordLayout.MESSAGE);
  }

  /** The message before formatting; null where it was not asked for. */
  public @Nullable Utf8Slice pattern() {
    return text(RecordLayout.PATTERN);
  }

  /** What the framework's encoder or layout made of the event; null without one. */
  public @Nullable Utf8Slice rendered() {
    return text(RecordLayout.RENDERED);
  }

  /** The class of the exception; null without one. */
  public @Nullable Utf8Slice exceptionType() {
    return text(RecordLayout.EXCEPTION_TYPE);
  }

  /** The exception's message; null without one. */
  public @Nullable Utf8Slice exceptionMessage() {
    return text(RecordLayout.EXCEPTION_MESSAGE);
  }

  /** The exception as text, causes included, lines separated by {@code \n}; null without one. */
  public @Nullable Utf8Slice stackTrace() {
    return text(RecordLayout.STACK_TRACE);
  }

  private @Nullable Utf8Slice text(byte tag) {
    return isPresent(tag) ? texts[tag] : null;
  }

  private boolean isPresent(byte tag) {
    return (present & 1 << tag) != 0;
  }

  /** Whether {@link #callerClass()} and the other parts of the caller are known. */
  public boolean hasCaller() {
    return hasCaller;
  }

  /** Empty where it is not known; ask {@link #hasCaller()} first, as with the other parts. */
  public Utf8Slice callerClass() {
    return caller[0];
  }

  public Utf8Slice callerMethod() {
    return caller[1];
  }

  public Utf8Slice callerFile() {
    return caller[2];
  }

  /** The line of the logging call; below 1 where it is not known. */
  public int callerLine() {
    return callerLine;
  }

  public boolean hasTraceId() {
    return hasTraceId;
  }

  /** The 16 bytes of the trace id, not its hex; only with {@link #hasTraceId()}. */
  public Utf8Slice traceId() {
    return traceId;
  }

  public boolean hasSpanId() {
    return hasSpanId;
  }

  /** The 8 bytes of the span id, not its hex; only with {@link #hasSpanId()}. */
  public Utf8Slice spanId() {
    return spanId;
  }

  /** As in the W3C header, 0..255; 0 where there is no trace. */
  public int traceFlags() {
    return traceFlags;
  }

  /** Texts; in the order of the event. */
  public RecordEntries markers() {
    return markers.restart();
  }

  public boolean hasMarkers() {
    return markers.count > 0;
  }

  /** Texts, outermost first. */
  public RecordEntries ndc() {
    return ndc.restart();
  }

  public boolean hasNdc() {
    return ndc.count > 0;
  }

  /** Keys with texts. */
  public RecordEntries mdc() {
    return mdc.restart();
  }

  public boolean hasMdc() {
    return mdc.count > 0;
  }

  /** Keys with typed values. */
  public RecordEntries keyValues() {
    return keyValues.restart();
  }

  public boolean hasKeyValues() {
    return keyValues.count > 0;
  }

  /** The typed arguments of {@link #pattern()}, in order. */
  public RecordEntries arguments() {
    return arguments.restart();
  }

  /** How many arguments there are. */
  public int argumentCount() {
    return arguments.count;
  }

  /**
   * Writes the event id, {@code <epoch>-<u|n|l>-<position in hex>}, as ASCII.
   *
   * @param into with room for {@link #MAX_EVENT_ID_BYTES} from {@code at}
   * @return where the id ends
   */
  public int eventId(byte[] into, int at) {
    System.arraycopy(eventIdPrefix, 0, into, at, eventIdPrefix.length);
    int digits = Math.max(1, (Long.SIZE - Long.numberOfLeadingZeros(position) + 3) / 4);
    int idEnd = at + eventIdPrefix.length + digits;
    long rest = position;
    for (int i = idEnd - 1; i >= idEnd - digits; i--) {
      into[i] = HEX[(int) rest & 0xf];
      rest >>>= 4;
    }
    return idEnd;
  }

  /** A group's place in the record, and the view of it that is handed out. */
  private final class Group {

    private static final int COMPARED_HASHES = 32;

    private final RecordEntries entries;
    private final int[] hashes = new int[COMPARED_HASHES];
    private int first;
    private int count;

    /** A bit for each key that was seen. */
    private long seen;

    private boolean mayRepeat;

    Group(byte tag) {
      entries = new RecordEntries(tag);
    }

    void forget() {
      count = 0;
      seen = 0;
      mayRepeat = false;
    }

    int note(int field, Utf8Slice name, int next) {
      int hash = KeyHash.of(name.array(), name.offset(), name.length());
      long bit = 1L << hash;
      mayRepeat |= (seen & bit) != 0 && mayBeSeen(hash);
      seen |= bit;
      if (count < COMPARED_HASHES) {
        hashes[count] = hash;
      }
      return note(field, next);
    }

    private boolean mayBeSeen(int hash) {
      for (int i = 0; i < Math.min(count, COMPARED_HASHES); i++) {
        if (hashes[i] == hash) {
          return true;
        }
      }
      return count > COMPARED_HASHES;
    }

    int note(int field, int next) {
      if (count++ == 0) {
        first = field;
      }
      return next;
    }

    RecordEntries restart() {
      return entries.restart(bytes, first, end, count, hashes, mayRepeat);
    }
  }
}

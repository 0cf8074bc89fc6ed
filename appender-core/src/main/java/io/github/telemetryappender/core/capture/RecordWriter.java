package io.github.telemetryappender.core.capture;

import io.github.telemetryappender.core.capture.RecordBuffer.Section;
import io.github.telemetryappender.core.event.EventFields;
import io.github.telemetryappender.core.event.Field;
import io.github.telemetryappender.core.event.Severity;
import io.github.telemetryappender.core.settings.CaptureConfig;
import io.github.telemetryappender.core.settings.CaptureConfig.CallerData;
import io.github.telemetryappender.core.settings.NameFilter;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiConsumer;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Writes the fields of one event after another as a record ({@link RecordLayout}). A collection, a
 * map or an array given as a value is kept as its text: walking through the application's
 * containers on the caller's thread costs more than it tells. One thread at a time.
 */
final class RecordWriter implements EventFields {

  /** 0000-01-01T00:00:00Z and 9999-12-31T23:59:59Z: what every format can write. */
  private static final long MIN_EPOCH_SECOND = -62_167_219_200L;

  private static final long MAX_EPOCH_SECOND = 253_402_300_799L;
  private static final int NANOS_PER_SECOND = 1_000_000_000;
  private static final int NANOS_PER_MILLI = 1_000_000;

  private static final int TAG_BYTES = 1;
  private static final int TEXT_BYTES = 1 + Integer.BYTES;
  private static final int NUMBER_BYTES = 1 + Long.BYTES;

  /** A builder that has grown beyond this is not kept. */
  private static final int MAX_KEPT_BUILDER_CHARS = 4096;

  private final RecordBuffer buffer;
  private final CaptureConfig config;
  private final boolean takesAllMdc;

  /** A bit for each field. */
  private final int wanted;

  private final AcceptanceTime acceptanceTime;
  private final WallTime wallTime;
  private final TraceContext trace = new TraceContext();
  private final ObjectText objectText;
  private final StackTraceText stackTraceText;

  /** Null where nothing is to be redacted. */
  private final @Nullable Redactor redactor;

  private StringBuilder messageBuilder = new StringBuilder();

  /** An instance for all events, where a method reference would be one for each. */
  private final BiConsumer<String, String> toMdc = this::mdc;

  private Severity severity = Severity.TRACE;

  /** An argument that is none if it is the last. */
  private @Nullable Throwable lastThrowable;

  private boolean damaged;

  /** Then no MDC entry that is repeated tells one. */
  private boolean lastHadNoTrace;

  /** Whether the event has said when it happened. */
  private boolean hasInstant;

  /** What was masked in the message must not come to light in its arguments. */
  private boolean messageMasked;

  /** Where the last whole field ends. */
  private int wholeSize;

  RecordWriter(
      RecordBuffer buffer,
      CaptureConfig config,
      Set<Field> wanted,
      AcceptanceTime acceptanceTime,
      WallTime wallTime) {
    this.buffer = buffer;
    this.acceptanceTime = acceptanceTime;
    this.wallTime = wallTime;
    this.config = config;
    this.takesAllMdc = config.mdc().equals(NameFilter.ALL);
    this.wanted = wanted.stream().mapToInt(RecordWriter::bit).sum();
    this.objectText = new ObjectText(buffer);
    this.stackTraceText = new StackTraceText(buffer, objectText);
    List<Pattern> patterns = config.redactions();
    this.redactor = patterns.isEmpty() ? null : new Redactor(buffer, patterns);
  }

  /** The fields that are worth asking an event for: those wanted, and what they are read from. */
  static Set<Field> wantedFrom(CaptureConfig config, Set<Field> wantedByFormat) {
    EnumSet<Field> wanted = EnumSet.noneOf(Field.class);
    wanted.addAll(wantedByFormat);
    if (config.callerData() == CallerData.OMIT) {
      wanted.remove(Field.CALLER);
    }
    return wanted;
  }

  RecordBuffer buffer() {
    return buffer;
  }

  /** Starts the record of an event anew, of which every text will be masked whole. */
  void beginMasked(Severity newSeverity) {
    begin(newSeverity);
    if (redactor != null) {
      redactor.beginMasked();
    }
  }

  /** The expression whose search was given up in this event; null where none was. */
  @Nullable Pattern runawayPattern() {
    return redactor == null ? null : redactor.runaway();
  }

  /** Starts the record of an event. */
  void begin(Severity newSeverity) {
    severity = newSeverity;
    damaged = false;
    hasInstant = false;
    messageMasked = false;
    if (redactor != null) {
      redactor.begin();
    }
    lastThrowable = null;
    lastHadNoTrace = trace.isEmpty();
    trace.clear();
    objectText.clear();
    buffer.clear();
    byte[] header = buffer.array();
    header[RecordLayout.SEVERITY_OFFSET] = (byte) newSeverity.rank();
    header[RecordLayout.VERSION_OFFSET] = RecordLayout.VERSION;
    header[RecordLayout.MARKS_OFFSET] = 0;
    header[RecordLayout.MARKS_OFFSET + 1] = 0;
    RecordLayout.putLong(header, RecordLayout.THREAD_ID_OFFSET, 0);
    wholeSize = buffer.size();
  }

  /** Asks for the current span where the event named none and this is the thread that logged it. */
  void traceFrom(CurrentSpan span) {
    long threadId = RecordLayout.getLong(buffer.array(), RecordLayout.THREAD_ID_OFFSET);
    if (!trace.isPresent() && threadId == Thread.currentThread().getId()) {
      span.readInto(trace);
    }
  }

  /** Ends the record; it is the first {@code buffer().size()} bytes of the buffer. */
  void finish() {
    stamp();
    if (trace.isPresent()) {
      buffer.putByte(RecordLayout.TRACE); // has its place behind the limit
      for (byte b : trace.bytes()) {
        buffer.putByte(b);
      }
    }
    boolean isDamaged = damaged || objectText.failures() > 0;
    int marks = isDamaged ? RecordLayout.DAMAGED : 0;
    if (buffer.cuts() > 0) {
      marks |= RecordLayout.TRUNCATED;
    }
    buffer.array()[RecordLayout.MARKS_OFFSET] = (byte) marks;
  }

  /** The event is complete and goes to its lane now: that is when it is accepted. */
  private void stamp() {
    byte[] header = buffer.array();
    long nanos =
        hasInstant
            ? acceptanceTime.nanos(
                RecordLayout.getLong(header, RecordLayout.EPOCH_SECOND_OFFSET),
                RecordLayout.getInt(header, RecordLayout.NANO_OFFSET))
            : acceptanceTime.nanos();
    long epochMillis = wallTime.epochMillis(nanos);
    RecordLayout.putLong(header, RecordLayout.ACCEPTED_AT_OFFSET, nanos);
    RecordLayout.putLong(header, RecordLayout.ACCEPTED_WALL_OFFSET, epochMillis);
    if (!hasInstant) {
      instant(
          Math.floorDiv(epochMillis, 1000L), Math.floorMod(epochMillis, 1000) * NANOS_PER_MILLI);
    }
  }

  /** Goes on after something was thrown: what is not whole goes, and the record says so. */
  void recover() {
    damaged = true;
    buffer.backTo(wholeSize);
  }

  /** Gives back what the last event needed and most do not. */
  void rest() {
    buffer.rest();
    lastThrowable = null;
    if (messageBuilder.capacity() > MAX_KEPT_BUILDER_CHARS) {
      messageBuilder = new StringBuilder();
    }
  }

  @Override
  public boolean wants(Field field) {
    return isWanted(field)
        || (field == Field.MDC && isWanted(Field.TRACE_CONTEXT)); // it may hold the ids
  }

  private boolean isWanted(Field field) {
    return (wanted & bit(field)) != 0;
  }

  @SuppressWarnings("EnumOrdinal") // never leaves this class
  private static int bit(Field field) {
    return 1 << field.ordinal();
  }

  @Override
  public void instant(long epochSecond, int nanoOfSecond) {
    byte[] header = buffer.array();
    long second = Math.max(MIN_EPOCH_SECOND, Math.min(MAX_EPOCH_SECOND, epochSecond));
    int nano = Math.max(0, Math.min(NANOS_PER_SECOND - 1, nanoOfSecond));
    RecordLayout.putLong(header, RecordLayout.EPOCH_SECOND_OFFSET, second);
    RecordLayout.putInt(header, RecordLayout.NANO_OFFSET, nano);
    hasInstant = true;
  }

  @Override
  public void level(String name) {
    if (name != null && !name.equals(severity.name())) {
      constantField(RecordLayout.LEVEL, name);
    }
  }

  @Override
  public void logger(@Nullable String name) {
    if (name != null) {
      constantField(RecordLayout.LOGGER, name);
    }
  }

  @Override
  public void thread(@Nullable String name, long id) {
    RecordLayout.putLong(buffer.array(), RecordLayout.THREAD_ID_OFFSET, id);
    if (name != null) {
      constantField(RecordLayout.THREAD, name);
    }
  }

  @Override
  public void trace(String traceId, String spanId, int flags) {
    if (isWanted(Field.TRACE_CONTEXT)) {
      trace.traceId(traceId);
      trace.spanId(spanId);
      trace.flags(flags);
    }
  }

  @Override
  public void mdc(@Nullable String key, @Nullable String value) {
    if (key == null || value == null) {
      return;
    }
    boolean isRepeated = buffer.repeats(wholeSize, RecordLayout.MDC, key, value);
    if (isWanted(Field.TRACE_CONTEXT) && !(isRepeated && lastHadNoTrace)) {
      trace.mdc(key, value);
    }
    if (isRepeated) {
      wholeSize = buffer.size();
    } else if (isWanted(Field.MDC) && (takesAllMdc || config.mdc().passes(key))) {
      mdcField(key, value);
    }
  }

  private void mdcField(String key, String value) {
    beginAfterWhole(Section.ATTRIBUTES);
    if (redactor == null && buffer.putEntry(RecordLayout.MDC, key, value)) {
      wholeSize = buffer.size();
    } else if (keyOf(RecordLayout.MDC, key)) {
      freeText(value);
      wholeSize = buffer.size();
    }
  }

  @Override
  public void mdc(Map<String, String> entries) {
    entries.forEach(toMdc);
  }

  @Override
  public void keyValue(@Nullable String key, @Nullable Object value) {
    if (key != null
        && isWanted(Field.KEY_VALUES)
        && config.keyValues().passes(key)
        && keyOf(RecordLayout.KEY_VALUE, key)) {
      value(value);
      wholeSize = buffer.size();
    }
  }

  /** Writes tag and key if the whole key fits, with room for the start of any value behind it. */
  private boolean keyOf(byte tag, String key) {
    beginAfterWhole(Section.ATTRIBUTES);
    int cutsBefore = buffer.cuts();
    if (!buffer.hasRoom(TAG_BYTES + TEXT_BYTES)) {
      return false;
    }
    buffer.putByte(tag);
    constant(key);
    if (buffer.cuts() > cutsBefore || !buffer.hasRoom(NUMBER_BYTES)) {
      buffer.backTo(wholeSize);
      return false;
    }
    return true;
  }

  @Override
  public void marker(@Nullable String name) {
    if (name != null && isWanted(Field.MARKERS)) {
      constantField(RecordLayout.MARKER, name);
    }
  }

  @Override
  public void ndc(@Nullable String entry) {
    if (entry != null && isWanted(Field.NDC)) {
      freeTextField(RecordLayout.NDC, Section.ATTRIBUTES, entry);
    }
  }

  @Override
  public void caller(
      @Nullable String className, @Nullable String method, @Nullable String file, int line) {
    beginAfterWhole(Section.ATTRIBUTES);
    if (!isWanted(Field.CALLER) || !buffer.hasRoom(TAG_BYTES)) {
      return;
    }
    buffer.putByte(RecordLayout.CALLER);
    if (callerPart(className)
        && callerPart(method)
        && callerPart(file)
        && buffer.hasRoom(Integer.BYTES)) {
      buffer.putInt(line);
      wholeSize = buffer.size();
    } else {
      buffer.backTo(wholeSize);
    }
  }

  private boolean callerPart(@Nullable String part) {
    if (!buffer.hasRoom(TEXT_BYTES)) {
      return false;
    }
    constant(part == null ? "" : part);
    return true;
  }

  @Override
  public void rendered(@Nullable CharSequence text) {
    if (text != null && isWanted(Field.RENDERED)) {
      int end = withoutLineEnds(text);
      freeTextField(
          RecordLayout.RENDERED,
          Section.ATTRIBUTES,
          end == text.length() ? text : text.subSequence(0, end));
    }
  }

  /** Layouts for files end with a line break, which belongs to the file and not to the event. */
  private static int withoutLineEnds(CharSequence text) {
    int end = text.length();
    while (end > 0 && (text.charAt(end - 1) == '\n' || text.charAt(end - 1) == '\r')) {
      end--;
    }
    return end;
  }

  @Override
  public void message(@Nullable CharSequence formatted) {
    if (formatted != null) {
      messageMasked |= freeTextField(RecordLayout.MESSAGE, Section.MESSAGE, formatted);
    }
  }

  @Override
  public StringBuilder messageBuilder() {
    messageBuilder.setLength(0);
    return messageBuilder;
  }

  @Override
  public void formattedMessage(@Nullable String pattern, @Nullable Object @Nullable [] arguments) {
    if (pattern != null && beginField(RecordLayout.MESSAGE, Section.MESSAGE)) {
      int cutsBefore = buffer.cuts();
      int start = buffer.beginText(pattern.length());
      MessageText.append(pattern, arguments, buffer, objectText);
      messageMasked |= endFreeText(start, cutsBefore);
      wholeSize = buffer.size();
    }
  }

  @Override
  public void pattern(@Nullable String pattern, @Nullable Object @Nullable [] arguments) {
    if (pattern == null || messageMasked || !isWanted(Field.PATTERN_AND_ARGUMENTS)) {
      return;
    }
    freeTextField(RecordLayout.PATTERN, Section.MESSAGE, pattern);
    lastThrowable = null;
    int count = MessageText.argumentCount(arguments);
    for (int i = 0; i < count; i++) {
      writeArgument(arguments == null ? null : arguments[i]);
    }
  }

  @Override
  public void argument(@Nullable Object argument) {
    if (messageMasked || !isWanted(Field.PATTERN_AND_ARGUMENTS)) {
      return;
    }
    Throwable held = lastThrowable;
    if (held != null) {
      lastThrowable = null;
      writeArgument(held); // it was not the last
    }
    if (argument instanceof Throwable thrown) {
      lastThrowable = thrown;
    } else {
      writeArgument(argument);
    }
  }

  private void writeArgument(@Nullable Object argument) {
    beginAfterWhole(Section.MESSAGE);
    if (buffer.hasRoom(TAG_BYTES + NUMBER_BYTES)) {
      buffer.putByte(RecordLayout.ARGUMENT);
      value(argument);
      wholeSize = buffer.size();
    }
  }

  @Override
  public void exception(@Nullable Throwable exception) {
    if (exception == null || !isWanted(Field.EXCEPTION)) {
      return;
    }
    constantField(RecordLayout.EXCEPTION_TYPE, Section.EXCEPTION, exception.getClass().getName());
    String message = messageOf(exception);
    if (message != null) {
      freeTextField(RecordLayout.EXCEPTION_MESSAGE, Section.EXCEPTION, message);
    }
    if (beginField(RecordLayout.STACK_TRACE, Section.EXCEPTION)) {
      int cutsBefore = buffer.cuts();
      int start = buffer.beginText(RecordLayout.LONG_TEXT);
      stackTraceText.append(exception);
      endFreeText(start, cutsBefore);
      wholeSize = buffer.size();
      damaged |= stackTraceText.failures() > 0;
    }
  }

  private @Nullable String messageOf(Throwable exception) {
    try {
      return exception.getMessage();
    } catch (Throwable thrown) { // by the application's code: it costs this text alone (P14)
      damaged = true;
      return null;
    }
  }

  @Override
  public void exception(
      @Nullable String type, @Nullable String message, @Nullable String stackTrace) {
    if (!isWanted(Field.EXCEPTION)) {
      return;
    }
    if (type != null) {
      constantField(RecordLayout.EXCEPTION_TYPE, Section.EXCEPTION, type);
    }
    if (message != null) {
      freeTextField(RecordLayout.EXCEPTION_MESSAGE, Section.EXCEPTION, message);
    }
    if (stackTrace != null) {
      freeTextField(RecordLayout.STACK_TRACE, Section.EXCEPTION, stackTrace);
    }
  }

  private void constantField(byte tag, String constant) {
    constantField(tag, Section.ATTRIBUTES, constant);
  }

  private void constantField(byte tag, Section section, String constant) {
    if (putField(tag, section, constant)) {
      wholeSize = buffer.size();
    } else if (beginField(tag, section)) {
      constant(constant);
      wholeSize = buffer.size();
    }
  }

  private boolean putField(byte tag, Section section, String constant) {
    if (buffer.repeats(wholeSize, tag, constant, constant)) {
      return true;
    }
    beginAfterWhole(section);
    return buffer.putField(tag, constant);
  }

  /**
   * As {@link #constantField}, for text in which secrets may stand; returns whether some was
   * masked.
   */
  private boolean freeTextField(byte tag, Section section, CharSequence text) {
    if (!beginField(tag, section)) {
      return false;
    }
    boolean masked = freeText(text);
    wholeSize = buffer.size();
    return masked;
  }

  /** Writes the tag of a field of one text, if that and the start of the text fit. */
  private boolean beginField(byte tag, Section section) {
    beginAfterWhole(section);
    if (!buffer.hasRoom(TAG_BYTES + TEXT_BYTES)) {
      return false;
    }
    buffer.putByte(tag);
    return true;
  }

  /** A field in the midst of which something was thrown makes way for the next one. */
  private void beginAfterWhole(Section section) {
    buffer.beginField(wholeSize, section);
  }

  /** A text for whose length there is room. */
  private void constant(String constant) {
    int start = buffer.beginText(constant.length());
    buffer.appendConstant(constant);
    buffer.endText(start);
  }

  /** The same, for text in which secrets may stand; returns whether some was masked. */
  private boolean freeText(CharSequence text) {
    int cutsBefore = buffer.cuts();
    int start = buffer.beginText(expectedChars(text));
    append(text);
    return endFreeText(start, cutsBefore);
  }

  private void append(CharSequence text) {
    try {
      buffer.append(text);
    } catch (Throwable thrown) { // by a foreign sequence: what it has shown so far stays (P14)
      damaged = true;
    }
  }

  private boolean endFreeText(int start, int cutsBefore) {
    boolean masked =
        redactor != null && redactor.redact(buffer.contentOf(start), buffer.cuts() > cutsBefore);
    buffer.endText(start);
    return masked;
  }

  /** Of a foreign sequence nothing is believed. */
  private static int expectedChars(CharSequence text) {
    return text instanceof String string ? string.length() : 0;
  }

  /** A typed value for whose start there is room of {@link #NUMBER_BYTES}. */
  private void value(@Nullable Object value) {
    if (value == null) {
      kind(ValueKind.NULL);
    } else if (value instanceof String string) {
      kind(ValueKind.TEXT);
      freeText(string);
    } else if (value instanceof Boolean bool) {
      kind(ValueKind.BOOLEAN);
      buffer.putByte(bool ? 1 : 0);
    } else if (value instanceof Number number) {
      numberValue(number);
    } else {
      textValue(value);
    }
  }

  private void numberValue(Number number) {
    if (redactor != null && isMasked(number)) {
      return;
    }
    if (isWhole(number)) {
      kind(ValueKind.INTEGER);
      buffer.putLong(number.longValue());
    } else if (number instanceof Double) {
      kind(ValueKind.FLOATING);
      buffer.putLong(Double.doubleToRawLongBits(number.doubleValue()));
    } else if (isDecimalText(number)) {
      decimalValue(number);
    } else {
      textValue(number);
    }
  }

  /** Writes it as a text where its digits are a secret, else writes nothing. */
  private boolean isMasked(Number number) {
    if (!isWhole(number) && !(number instanceof Double)) {
      return false; // it will be written as a text
    }
    int before = buffer.size();
    int cutsBefore = buffer.cuts();
    kind(ValueKind.TEXT);
    int start = buffer.beginText(0);
    if (isWhole(number)) {
      buffer.append(number.longValue());
    } else {
      buffer.append(number.toString());
    }
    if (endFreeText(start, cutsBefore)) {
      return true;
    }
    buffer.backTo(before);
    return false;
  }

  private static boolean isWhole(Number number) {
    return number instanceof Integer
        || number instanceof Long
        || number instanceof Short
        || number instanceof Byte
        || number.getClass() == AtomicInteger.class // others may do anything when asked
        || number.getClass() == AtomicLong.class;
  }

  /** Whether its text is a JSON number; a float's text has fewer digits than the double has. */
  private static boolean isDecimalText(Number number) {
    return number.getClass() == BigDecimal.class
        || number.getClass() == BigInteger.class
        || (number instanceof Float real && Float.isFinite(real));
  }

  private void decimalValue(Number number) {
    int kindAt = buffer.size();
    int cutsBefore = buffer.cuts();
    kind(ValueKind.DECIMAL);
    boolean masked = freeText(objectText.textOf(number));
    if (masked || buffer.cuts() > cutsBefore) {
      buffer.array()[kindAt] = ValueKind.TEXT.code(); // a part of a number is another number
    }
  }

  private void textValue(Object value) {
    kind(ValueKind.TEXT);
    int cutsBefore = buffer.cuts();
    int start = buffer.beginText(0);
    objectText.append(value);
    endFreeText(start, cutsBefore);
  }

  private void kind(ValueKind kind) {
    buffer.putByte(kind.code());
  }
}

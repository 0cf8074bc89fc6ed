package io.github.telemetryappender.benchmarks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * What the sink has counted, and how it is to answer, in a file that all three JVMs map: asking
 * costs nothing and disturbs nobody. Any thread.
 */
final class SinkCounters {

  private static final VarHandle LONGS =
      MethodHandles.byteBufferViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private static final int BYTES = 64 * Word.values().length;

  /** One cache line each. */
  enum Word {
    /** Requests answered with success. */
    REQUESTS,
    /** Events in them. */
    EVENTS,
    /** Their bytes on the wire, headers included. */
    WIRE_BYTES,
    /** Set by who asks: milliseconds before each answer. */
    DELAY_MILLIS,
    /** Set by who asks: 1 while each request is answered with 503. */
    IS_DOWN,
    /** Set by who asks: 1 while bodies are only put aside, and their events counted afterwards. */
    COUNTS_LATER
  }

  private final ByteBuffer memory;

  private SinkCounters(ByteBuffer memory) {
    this.memory = memory;
  }

  static SinkCounters map(Path file) {
    try (FileChannel channel =
        FileChannel.open(
            file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      return new SinkCounters(channel.map(MapMode.READ_WRITE, 0, BYTES));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot map " + file, e);
    }
  }

  long get(Word word) {
    return (long) LONGS.getVolatile(memory, 64 * word.ordinal());
  }

  void set(Word word, long value) {
    LONGS.setVolatile(memory, 64 * word.ordinal(), value);
  }

  void add(Word word, long value) {
    LONGS.getAndAdd(memory, 64 * word.ordinal(), value);
  }

  long events() {
    return get(Word.EVENTS);
  }
}

package io.github.telemetryappender.core.format;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.zip.GZIPInputStream;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What readers of gzip that share no code make of our streams, and what these take. */
class GzipTest {

  private static final int BODIES = 200;

  private final Gzip gzip = new Gzip();
  private final ChunkedBytes out = new ChunkedBytes(new ChunkPool());

  /** Whoever opens what we send. */
  private enum Reader {
    ZLIB {
      @Override
      InputStream open(byte[] stream) throws IOException {
        return new GZIPInputStream(new ByteArrayInputStream(stream));
      }
    },
    JZLIB {
      @Override
      InputStream open(byte[] stream) throws IOException {
        return new com.jcraft.jzlib.GZIPInputStream(new ByteArrayInputStream(stream));
      }
    };

    abstract InputStream open(byte[] stream) throws IOException;

    byte[] read(byte[] stream) throws IOException {
      try (InputStream in = open(stream)) {
        return in.readAllBytes();
      }
    }
  }

  @Provide
  Arbitrary<byte[]> anything() {
    return AnyBytes.any();
  }

  @Property(tries = 200)
  void everyReaderGetsWhatWasPutIn(@ForAll("anything") byte[] raw, @ForAll Reader reader)
      throws IOException {
    assertThat(reader.read(stream(raw))).isEqualTo(raw);
  }

  /** Around where matches, stored parts, blocks and windows end. */
  static IntStream borders() {
    return IntStream.of(
            0, 5, 8, 258, 266, 1 << 14, 1 << 15, (1 << 16) - 266, 1 << 16, 3 << 15, 1 << 17)
        .flatMap(border -> IntStream.rangeClosed(Math.max(0, border - 2), border + 2))
        .distinct();
  }

  @ParameterizedTest
  @MethodSource("borders")
  void sizesAroundABorderComeBack(int size) throws IOException {
    for (int alphabet : new int[] {1, 60, 256}) {
      byte[] raw = AnyBytes.of(size, alphabet, 0, new Random(size));
      byte[] stream = stream(raw);

      for (Reader reader : Reader.values()) {
        assertThat(reader.read(stream)).isEqualTo(raw);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 60, 256})
  void onceWarmABodyAllocatesNothing(int alphabet) {
    byte[] raw = AnyBytes.of(200_000, alphabet, alphabet == 60 ? 300 : 0, new Random(alphabet));
    write(raw);
    out.release();

    long least = Long.MAX_VALUE; // what the JVM takes once, as it links a call, is in one of them
    for (int round = 0; round < 3; round++) {
      least = Math.min(least, allocatedByBodies(raw));
    }

    assertThat(least).isLessThan(BODIES); // no object is as small as a byte for each body
  }

  private long allocatedByBodies(byte[] raw) {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long before = threads.getCurrentThreadAllocatedBytes();
    for (int i = 0; i < BODIES; i++) {
      write(raw);
      out.release();
    }
    return threads.getCurrentThreadAllocatedBytes() - before;
  }

  @Test
  void theTrailerOfABodyIsNotThatOfTheOneBefore() throws IOException {
    stream(new byte[1_000]);

    assertThat(Reader.ZLIB.read(stream(new byte[10]))).hasSize(10);
  }

  private byte[] stream(byte[] raw) {
    write(raw);
    return AnyBytes.taken(out);
  }

  private void write(byte[] raw) {
    gzip.begin(out);
    gzip.put(raw, 0, raw.length, out);
    gzip.end(out);
  }
}

package io.github.telemetryappender.core.format;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;
import java.util.zip.InflaterInputStream;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What zlib makes of our streams, and how large they are. */
class DeflateTest {

  private static final int REACH = 1 << 15;

  private final Deflate deflate = new Deflate();
  private final ChunkPool chunks = new ChunkPool();

  @Property(tries = 300)
  void zlibReadsWhatWasPutIn(@ForAll("anything") byte[] raw) throws IOException {
    assertThat(inflated(deflated(raw))).isEqualTo(raw);
  }

  @Property(tries = 100)
  void theStreamIsTheSameHoweverItsBytesAreParted(
      @ForAll("anything") byte[] raw,
      @ForAll @IntRange(min = 1, max = 70_000) int longestPart,
      @ForAll long seed) {
    byte[] whole = deflated(raw);

    Random random = new Random(seed);
    ChunkedBytes out = new ChunkedBytes(chunks);
    deflate.begin();
    for (int at = 0, part; at < raw.length; at += part) {
      part = Math.min(random.nextInt(longestPart + 1), raw.length - at);
      deflate.put(raw, at, part, out);
    }
    deflate.end(out);

    assertThat(AnyBytes.taken(out)).isEqualTo(whole);
  }

  @Provide
  Arbitrary<byte[]> anything() {
    return AnyBytes.any();
  }

  @Test
  void nothingIsAStreamToo() throws IOException {
    assertThat(inflated(deflated(new byte[0]))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(ints = {REACH - 1, REACH, REACH + 1})
  void aMatchReachesAsFarBackAsReadersRemember(int distance) throws IOException {
    byte[] raw = AnyBytes.of(distance + 100, 256, 0, new Random(1));
    System.arraycopy(raw, 0, raw, distance, 100);

    byte[] stream = deflated(raw);

    assertThat(inflated(stream)).isEqualTo(raw);
    if (distance <= REACH) {
      assertThat(stream.length).isLessThan(distance + 60);
    } else {
      assertThat(stream.length).isGreaterThan(distance + 90);
    }
  }

  @Test
  void whatCannotBeCompressedTakesFiveBytesABlockMore() throws IOException {
    byte[] raw = AnyBytes.of(1 << 20, 256, 0, new Random(2));

    byte[] stream = deflated(raw);

    assertThat(inflated(stream)).isEqualTo(raw);
    // A share that the delivery reserves for it: a thousandth, and 1 KB.
    assertThat(stream.length - raw.length).isBetween(1, raw.length / 1000);
  }

  @Test
  void streamsOfAnyContentFollowOneAnother() throws IOException {
    Random random = new Random(3);
    for (int i = 0; i < 40; i++) {
      byte[] raw = AnyBytes.of(random.nextInt(100_000), 60, 40, random);
      assertThat(inflated(deflated(raw))).isEqualTo(raw);
    }
  }

  @Test
  void aStreamThatWasGivenUpLeavesNothingBehind() throws IOException {
    byte[] raw = AnyBytes.of(50_000, 60, 40, new Random(4));
    byte[] alone = deflated(raw);

    deflate.begin();
    deflate.put(raw, 0, 45_000, new ChunkedBytes(chunks));

    assertThat(deflated(raw)).isEqualTo(alone);
  }

  @Test
  void positionsStartAgainInTheMiddleOfAStream() throws IOException {
    byte[] raw = AnyBytes.of(300_000, 60, 3_000, new Random(5));
    byte[] alone = deflated(raw);

    Deflate forgetful = new Deflate(700_000);
    List<byte[]> streams = IntStream.range(0, 9).mapToObj(i -> deflated(raw, forgetful)).toList();

    for (byte[] stream : streams) {
      assertThat(inflated(stream)).isEqualTo(raw);
    }
    assertThat(streams).contains(alone).anySatisfy(one -> assertThat(one).isNotEqualTo(alone));
  }

  /** 190 MB, in which positions start again each megabyte. */
  @Test
  void aHugeStreamComesBack() throws DataFormatException {
    Deflate forgetful = new Deflate(1 << 20);
    Inflater inflater = new Inflater(true);
    CRC32 written = new CRC32();
    CRC32 read = new CRC32();
    byte[] logs = AnyBytes.logs(new Random(7));
    ChunkedBytes out = new ChunkedBytes(chunks);

    forgetful.begin();
    for (int piece = 0; piece < 1_000; piece++) {
      logs[piece * 131] = (byte) piece; // no piece is the same as the one before
      written.update(logs);
      forgetful.put(logs, 0, logs.length, out);
      readOn(inflater, AnyBytes.taken(out), read);
    }
    forgetful.end(out);
    readOn(inflater, AnyBytes.taken(out), read);

    assertThat(inflater.finished()).isTrue();
    assertThat(inflater.getBytesWritten()).isEqualTo(1_000L * logs.length);
    assertThat(read.getValue()).isEqualTo(written.getValue());
    inflater.end();
  }

  private static void readOn(Inflater inflater, byte[] stream, CRC32 read)
      throws DataFormatException {
    byte[] some = new byte[1 << 16];
    inflater.setInput(stream);
    for (int count = inflater.inflate(some); count > 0; count = inflater.inflate(some)) {
      read.update(some, 0, count);
    }
  }

  @Test
  void logsAreNoLargerThanWhatZlibMakesOfThemAtItsFastLevels() throws IOException {
    byte[] logs = AnyBytes.logs(new Random(6));

    assertThat(deflated(logs).length).isLessThan(zlib(logs, 2)).isLessThan(zlib(logs, 1));
  }

  private static int zlib(byte[] raw, int level) {
    Deflater zlib = new Deflater(level, true);
    zlib.setInput(raw);
    zlib.finish();
    int length = zlib.deflate(new byte[raw.length]);
    zlib.end();
    return length;
  }

  private byte[] deflated(byte[] raw) {
    return deflated(raw, deflate);
  }

  private byte[] deflated(byte[] raw, Deflate with) {
    ChunkedBytes out = new ChunkedBytes(chunks);
    with.begin();
    with.put(raw, 0, raw.length, out);
    with.end(out);
    return AnyBytes.taken(out);
  }

  /** Fails where bytes are left over, or the stream is not over at its end. */
  private static byte[] inflated(byte[] stream) throws IOException {
    Inflater inflater = new Inflater(true);
    try (InflaterInputStream in =
        new InflaterInputStream(new ByteArrayInputStream(stream), inflater)) {
      byte[] raw = in.readAllBytes();
      assertThat(inflater.finished()).isTrue();
      assertThat(inflater.getBytesRead()).isEqualTo(stream.length);
      return raw;
    } finally {
      inflater.end();
    }
  }
}

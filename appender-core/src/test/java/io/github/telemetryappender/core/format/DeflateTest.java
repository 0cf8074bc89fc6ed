package io.github.telemetryappender.core.format;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.zip.Deflater;
import java.util.zip.Inflater;
import java.util.zip.InflaterInputStream;
import net.jqwik.api.Arbitraries;
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
      @ForAll("anything") byte[] raw, @ForAll @IntRange(min = 1, max = 40_000) int part) {
    byte[] whole = deflated(raw);

    deflate.begin();
    ChunkedBytes out = new ChunkedBytes(chunks);
    for (int at = 0; at < raw.length; at += part) {
      deflate.put(raw, at, Math.min(part, raw.length - at), out);
    }
    deflate.end(out);

    assertThat(bytes(out)).isEqualTo(whole);
  }

  /** Bytes that repeat themselves a little, a lot, or not at all. */
  @Provide
  Arbitrary<byte[]> anything() {
    Arbitrary<Integer> sizes =
        Arbitraries.oneOf(Arbitraries.integers().between(0, 700), Arbitraries.of(16_384, 150_000));
    Arbitrary<Integer> alphabets = Arbitraries.of(1, 2, 5, 60, 256);
    Arbitrary<Integer> longestRepeats = Arbitraries.of(0, 4, 30, 300, 3_000);
    return net.jqwik.api.Combinators.combine(sizes, alphabets, longestRepeats, Arbitraries.longs())
        .as((size, alphabet, longest, seed) -> bytes(size, alphabet, longest, new Random(seed)));
  }

  /** Random bytes, every other stretch of them taken from somewhere before. */
  private static byte[] bytes(int size, int alphabet, int longestRepeat, Random random) {
    byte[] bytes = new byte[size];
    int at = 0;
    while (at < size) {
      int fresh = Math.min(size - at, 1 + random.nextInt(40));
      for (int end = at + fresh; at < end; at++) {
        bytes[at] = (byte) (random.nextInt(alphabet) * 7);
      }
      int repeated = longestRepeat == 0 ? 0 : random.nextInt(longestRepeat);
      int distance = 1 + random.nextInt(at);
      for (int end = Math.min(size, at + repeated); at < end; at++) {
        bytes[at] = bytes[at - distance];
      }
    }
    return bytes;
  }

  @Test
  void nothingIsAStreamToo() throws IOException {
    assertThat(inflated(deflated(new byte[0]))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(ints = {REACH - 1, REACH, REACH + 1})
  void aMatchReachesAsFarBackAsReadersRemember(int distance) throws IOException {
    byte[] raw = bytes(distance + 100, 256, 0, new Random(1));
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
    byte[] raw = bytes(1 << 20, 256, 0, new Random(2));

    byte[] stream = deflated(raw);

    assertThat(inflated(stream)).isEqualTo(raw);
    // A share that the delivery reserves for it: a thousandth, and 1 KB.
    assertThat(stream.length - raw.length).isBetween(1, raw.length / 1000);
  }

  @Test
  void streamsOfAnyContentFollowOneAnother() throws IOException {
    Random random = new Random(3);
    for (int i = 0; i < 40; i++) {
      byte[] raw = bytes(random.nextInt(100_000), 60, 40, random);
      assertThat(inflated(deflated(raw))).isEqualTo(raw);
    }
  }

  @Test
  void aStreamThatWasGivenUpLeavesNothingBehind() throws IOException {
    byte[] raw = bytes(50_000, 60, 40, new Random(4));
    byte[] alone = deflated(raw);

    deflate.begin();
    deflate.put(raw, 0, 45_000, new ChunkedBytes(chunks));

    assertThat(deflated(raw)).isEqualTo(alone);
  }

  @Test
  void positionsStartAgainInTheMiddleOfAStream() throws IOException {
    byte[] raw = bytes(300_000, 60, 3_000, new Random(5));
    byte[] alone = deflated(raw);

    Deflate forgetful = new Deflate(700_000);
    List<byte[]> streams = IntStream.range(0, 9).mapToObj(i -> deflated(raw, forgetful)).toList();

    for (byte[] stream : streams) {
      assertThat(inflated(stream)).isEqualTo(raw);
    }
    assertThat(streams).contains(alone).anySatisfy(one -> assertThat(one).isNotEqualTo(alone));
  }

  @Test
  void logsAreNoLargerThanWhatZlibMakesOfThemAtItsFastLevels() throws IOException {
    byte[] logs = logs();

    assertThat(deflated(logs).length).isLessThan(zlib(logs, 2)).isLessThan(zlib(logs, 1));
  }

  private static byte[] logs() {
    Random random = new Random(6);
    return IntStream.range(0, 1_000)
        .mapToObj(
            i ->
                "{\"@timestamp\":\"2026-03-05T17:%02d:%02d.%09dZ\",\"log.level\":\"INFO\","
                        .formatted(i / 60, i % 60, random.nextInt(1_000_000_000))
                    + "\"message\":\"Order %08x of customer %d was accepted\","
                        .formatted(random.nextInt(), random.nextInt(900_000))
                    + "\"labels\":{\"requestId\":\"%016x\",\"tenant\":\"%s\"}}"
                        .formatted(random.nextLong(), List.of("emea", "apac").get(i % 2)))
        .collect(Collectors.joining("\n"))
        .getBytes(UTF_8);
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
    return bytes(out);
  }

  private static byte[] bytes(ChunkedBytes chunked) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      chunked.writeTo(bytes);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    chunked.release();
    return bytes.toByteArray();
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

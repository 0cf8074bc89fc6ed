package io.github.telemetryappender.core.format;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;

/** Bytes for compressors. */
final class AnyBytes {

  private AnyBytes() {}

  /** Bytes that repeat themselves a little, a lot, or not at all. */
  static Arbitrary<byte[]> any() {
    Arbitrary<Integer> sizes =
        Arbitraries.oneOf(Arbitraries.integers().between(0, 700), Arbitraries.of(16_384, 150_000));
    Arbitrary<Integer> alphabets = Arbitraries.of(1, 2, 5, 60, 256);
    Arbitrary<Integer> longestRepeats = Arbitraries.of(0, 4, 30, 300, 3_000);
    return Combinators.combine(sizes, alphabets, longestRepeats, Arbitraries.longs())
        .as((size, alphabet, longest, seed) -> of(size, alphabet, longest, new Random(seed)));
  }

  /** Random bytes, every other stretch of them taken from somewhere before. */
  static byte[] of(int size, int alphabet, int longestRepeat, Random random) {
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

  /** A thousand events as JSON, 190 KB. */
  static byte[] logs(Random random) {
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

  /** What was written; there is nothing in it any more. */
  static byte[] taken(ChunkedBytes chunked) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      chunked.writeTo(bytes);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    chunked.release();
    return bytes.toByteArray();
  }
}

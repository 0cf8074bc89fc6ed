package io.github.telemetryappender.core.format;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.PriorityQueue;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class HuffmanCodeTest {

  private static final int MAX_LENGTH = 15;

  @Property
  void noBitIsLeftUnused(@ForAll("counts") int[] counts) {
    HuffmanCode code = code(counts);

    assertThat(share(code, counts.length)).isEqualTo(1);
  }

  @Property
  void noCodeTakesFewerBits(@ForAll("countsOfAll") int[] counts) {
    HuffmanCode code = code(counts);

    long bits = 0;
    for (int symbol = 0; symbol < counts.length; symbol++) {
      bits += (long) counts[symbol] * code.length(symbol);
    }
    assertThat(bits).isEqualTo(fewestBits(counts));
  }

  @Provide
  Arbitrary<int[]> counts() {
    return Arbitraries.integers().between(0, 500).array(int[].class).ofMinSize(2).ofMaxSize(286);
  }

  @Provide
  Arbitrary<int[]> countsOfAll() {
    return Arbitraries.integers().between(1, 50).array(int[].class).ofMinSize(2).ofMaxSize(286);
  }

  /** The sum of all inner nodes of Huffman's tree. */
  private static long fewestBits(int[] counts) {
    PriorityQueue<Long> weights = new PriorityQueue<>();
    Arrays.stream(counts).forEach(count -> weights.add((long) count));
    long bits = 0;
    while (weights.size() > 1) {
      long both = weights.remove() + weights.remove();
      weights.add(both);
      bits += both;
    }
    return bits;
  }

  @Test
  void countsThatWouldMakeItTooLongAreEvenedOut() {
    int[] fibonacci = new int[25];
    for (int i = 0; i < fibonacci.length; i++) {
      fibonacci[i] = i < 2 ? 1 : fibonacci[i - 1] + fibonacci[i - 2];
    }

    HuffmanCode code = code(fibonacci);

    assertThat(share(code, fibonacci.length)).isEqualTo(1);
    assertThat(code.length(0)).isGreaterThan(code.length(24));
  }

  @Test
  void aSymbolByItselfGetsCompany() {
    int[] one = new int[30];
    one[7] = 1_000;

    HuffmanCode code = code(one);

    assertThat(code.length(7)).isEqualTo(1);
    assertThat(share(code, one.length)).isEqualTo(1);
  }

  private static HuffmanCode code(int[] counts) {
    HuffmanCode code = new HuffmanCode(counts.length, MAX_LENGTH);
    for (int symbol = 0; symbol < counts.length; symbol++) {
      for (int i = 0; i < counts[symbol]; i++) {
        code.count(symbol);
      }
    }
    code.build();
    return code;
  }

  /** How much of all codes of the largest length is taken: 1 for all. */
  private static double share(HuffmanCode code, int symbols) {
    double share = 0;
    for (int symbol = 0; symbol < symbols; symbol++) {
      int length = code.length(symbol);
      assertThat(length).isBetween(0, MAX_LENGTH);
      share += length == 0 ? 0 : Math.scalb(1.0, -length);
    }
    return share;
  }
}

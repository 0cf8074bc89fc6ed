package io.github.telemetryappender.core.capture;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class RecordShortenerTest {

  private final CaptureBench bench = new CaptureBench();

  private RecordReader captured(String message) {
    return bench.read(
        fields -> {
          fields.mdc("key", "value");
          fields.message(message);
          fields.keyValue("n", 7);
          fields.exception("a.Type", "because", "at x");
        });
  }

  private static RecordReader shortened(RecordReader record, int maxMessageBytes) {
    byte[] bytes = RecordShortener.shortened(record, maxMessageBytes);
    RecordReader reader = new RecordReader();
    reader.wrap(bytes, 0, bytes.length, new byte[0], record.position());
    return reader;
  }

  @Property(tries = 200)
  void theMessageIsCutToWholeCharactersAndNeverLonger(
      @ForAll String message, @ForAll @IntRange(max = 300) int maxBytes) {
    RecordReader record = captured(message);
    String whole = record.message().toString();
    RecordReader shortened = shortened(record, maxBytes);
    String left = shortened.message().toString();
    assertThat(whole).startsWith(left);
    int bytes = left.getBytes(StandardCharsets.UTF_8).length;
    assertThat(bytes).isLessThanOrEqualTo(maxBytes);
    int wholeBytes = whole.getBytes(StandardCharsets.UTF_8).length;
    assertThat(bytes).isGreaterThan(Math.min(wholeBytes, maxBytes) - 4);
  }

  @Example
  void everythingElseStaysAndTheRecordSaysThatItIsTruncated() {
    RecordReader record = captured("x".repeat(1000));
    assertThat(record.truncated()).isFalse();
    RecordReader shortened = shortened(record, 300);
    assertThat(shortened.truncated()).isTrue();
    assertThat(RecordShortener.messageBytes(shortened)).isEqualTo(300);
    assertThat(Entries.texts(shortened.mdc())).isEqualTo(Map.of("key", "value"));
    assertThat(shortened.stackTrace().toString()).isEqualTo("at x");
    assertThat(shortened.severity()).isEqualTo(record.severity());
    assertThat(shortened.acceptedAtNanos()).isEqualTo(record.acceptedAtNanos());
    assertThat(shortened.epochSecond()).isEqualTo(record.epochSecond());
  }

  @Example
  void aRecordWithoutAMessageHasNothingToCut() {
    RecordReader record = bench.read(fields -> fields.mdc("key", "value"));
    assertThat(RecordShortener.messageBytes(record)).isZero();
    assertThat(Entries.texts(shortened(record, 0).mdc())).isEqualTo(Map.of("key", "value"));
  }
}

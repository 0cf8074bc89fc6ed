package io.github.telemetryappender.log4j2;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.logging.log4j.util.BiConsumer;
import org.apache.logging.log4j.util.ReadOnlyStringMap;
import org.apache.logging.log4j.util.TriConsumer;
import org.junit.jupiter.api.Test;

class ContextDataReaderTest {

  private final ContextDataReader reader = new ContextDataReader();

  @Test
  void secondMapOfTheSameKeysIsNotWalked() {
    read(new WalkedMap(Map.of("user", "ada", "tenant", "1")));
    WalkedMap second = new WalkedMap(Map.of("user", "bob", "tenant", "2"));

    assertThat(read(second)).isEqualTo(second.entries);
    assertThat(second.walks).isZero();
  }

  @Test
  void mapsOfOtherKeysAreReadWholeAndAlone() {
    for (int round = 0; round < 200; round++) {
      assertRead(Map.of("user", "ada", "tenant", "1"));
      assertRead(Map.of("user", "ada", "session", "1"));
      assertRead(Map.of("user", "ada"));
      assertRead(Map.of("session", "x"));
      assertRead(Map.of());
    }
  }

  @Test
  void keysThatCameToStayAreLearntInTheEnd() {
    read(new WalkedMap(Map.of("old", "1")));
    WalkedMap last = null;
    for (int i = 0; i < 100; i++) {
      last = new WalkedMap(Map.of("new", "1"));
      read(last);
    }

    assertThat(last.walks).isZero();
  }

  @Test
  void manyEntriesAreReadToo() {
    Map<String, Object> many = new LinkedHashMap<>();
    IntStream.range(0, 40).forEach(i -> many.put("key" + i, "value" + i));

    assertRead(many);
    assertRead(many);
  }

  @Test
  void nullValuesAndKeysComeAsTheyAre() {
    Map<String, Object> entries = new LinkedHashMap<>();
    entries.put("nothing", null);
    entries.put(null, "nameless");

    assertRead(entries);
    assertRead(entries);
  }

  private void assertRead(Map<String, Object> entries) {
    assertThat(read(new WalkedMap(entries))).isEqualTo(entries);
  }

  private Map<String, String> read(ReadOnlyStringMap data) {
    RecordingEventFields fields = new RecordingEventFields();
    reader.read(data, fields);
    return fields.mdc;
  }

  /** Counts how often it was walked. */
  private static final class WalkedMap implements ReadOnlyStringMap {

    private static final long serialVersionUID = 1L;

    private final transient Map<String, Object> entries;
    private int walks;

    @SuppressWarnings("unchecked")
    WalkedMap(Map<String, ?> entries) {
      this.entries = (Map<String, Object>) entries;
    }

    @Override
    @SuppressWarnings("unchecked")
    public <V> void forEach(BiConsumer<String, ? super V> action) {
      walks++;
      entries.forEach((key, value) -> action.accept(key, (V) value));
    }

    @Override
    @SuppressWarnings("unchecked")
    public <V, S> void forEach(TriConsumer<String, ? super V, S> action, S state) {
      walks++;
      entries.forEach((key, value) -> action.accept(key, (V) value, state));
    }

    @Override
    public boolean containsKey(String key) {
      return entries.containsKey(key);
    }

    @Override
    @SuppressWarnings("unchecked")
    public <V> V getValue(String key) {
      return (V) entries.get(key);
    }

    @Override
    public boolean isEmpty() {
      return entries.isEmpty();
    }

    @Override
    public int size() {
      return entries.size();
    }

    @Override
    public Map<String, String> toMap() {
      throw new AssertionError("a copy of the whole map");
    }
  }
}

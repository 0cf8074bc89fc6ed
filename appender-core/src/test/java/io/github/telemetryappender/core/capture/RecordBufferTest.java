package io.github.telemetryappender.core.capture;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.telemetryappender.core.memory.MemoryPool;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** What the pool counts for a buffer is what the buffer takes. */
class RecordBufferTest {

  private static final int BYTES_OF_A_REFERENCE = 4;

  private final MemoryPool memory = new MemoryPool(1 << 20);
  private final RecordBuffer buffer =
      Objects.requireNonNull(RecordBuffer.reserve(memory, 256 * 1024, new KnownAscii()));

  @Test
  void everyArrayIsCountedWhateverItsSize() throws IllegalAccessException {
    assertThat(memory.usedBytes()).as("new").isEqualTo(arrayBytes(buffer));

    buffer.clear();
    buffer.append("x".repeat(100_000));
    assertThat(memory.usedBytes()).as("grown").isEqualTo(arrayBytes(buffer)).isGreaterThan(100_000);

    buffer.rest();
    assertThat(memory.usedBytes()).as("at rest").isEqualTo(arrayBytes(buffer));

    buffer.release();
    assertThat(memory.usedBytes()).as("given back").isZero();
  }

  /** Its own arrays and those of what it is made of; views of them take next to nothing. */
  private static long arrayBytes(Object owner) throws IllegalAccessException {
    long sum = 0;
    for (Field field : owner.getClass().getDeclaredFields()) {
      field.setAccessible(true);
      Object part = field.get(owner);
      if (part instanceof byte[] bytes && !Modifier.isStatic(field.getModifiers())) {
        sum += bytes.length;
      } else if (part instanceof char[] chars) {
        sum += (long) chars.length * Character.BYTES;
      } else if (part instanceof Object[] objects) {
        sum += (long) objects.length * BYTES_OF_A_REFERENCE;
      } else if (part instanceof int[] numbers) {
        sum += (long) numbers.length * Integer.BYTES;
      } else if (part instanceof RepeatedFields) {
        sum += arrayBytes(part);
      }
    }
    return sum;
  }
}

package io.github.telemetryappender.core.format;

import java.util.Arrays;

/**
 * A growing array of bytes that a {@link BodyWriter} writes to, and that is emptied between events.
 * One thread.
 */
public final class RenderBuffer {

  private byte[] bytes;
  private int size;

  public RenderBuffer(int initialBytes) {
    bytes = new byte[initialBytes];
  }

  /** Makes sure that {@code more} bytes fit behind {@link #size()}, and returns the array. */
  public byte[] reserve(int more) {
    if (bytes.length - size < more) {
      grow(more);
    }
    return bytes;
  }

  private void grow(int more) {
    bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, Math.addExact(size, more)));
  }

  public void put(byte value) {
    reserve(1)[size++] = value;
  }

  public void put(byte[] source, int offset, int length) {
    System.arraycopy(source, offset, reserve(length), size, length);
    size += length;
  }

  public void put(byte[] source) {
    put(source, 0, source.length);
  }

  /** The array behind the buffer; it changes when the buffer grows. */
  public byte[] array() {
    return bytes;
  }

  public int size() {
    return size;
  }

  /** Says that bytes were written to {@link #reserve}'s array, or takes some back. */
  public void size(int newSize) {
    size = newSize;
  }

  public void clear() {
    size = 0;
  }
}

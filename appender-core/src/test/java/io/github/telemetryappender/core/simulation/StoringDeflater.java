package io.github.telemetryappender.core.simulation;

import java.util.Arrays;
import java.util.zip.Deflater;

/**
 * Deflates nothing: what it is given goes into stored blocks, as any inflater reads them. Half the
 * time of a run would be spent on making noise smaller otherwise.
 */
final class StoringDeflater extends Deflater {

  private static final int MOST_IN_A_BLOCK = 0xffff;

  private byte[] stored = new byte[4096];
  private int size;
  private int taken;
  private int blockBegin;
  private boolean finished;

  StoringDeflater() {
    super(NO_COMPRESSION, true);
    reset();
  }

  @Override
  public void reset() {
    size = 0;
    taken = 0;
    finished = false;
    beginBlock();
  }

  private void beginBlock() {
    blockBegin = size;
    ensureRoom(5);
    size += 5;
  }

  /** Its kind, its length, and that again with each bit the other way. */
  private void endBlock(boolean last) {
    int length = size - blockBegin - 5;
    stored[blockBegin] = (byte) (last ? 1 : 0);
    stored[blockBegin + 1] = (byte) length;
    stored[blockBegin + 2] = (byte) (length >> 8);
    stored[blockBegin + 3] = (byte) ~length;
    stored[blockBegin + 4] = (byte) (~length >> 8);
  }

  @Override
  public void setInput(byte[] input, int offset, int length) {
    int done = 0;
    while (done < length) {
      int room = MOST_IN_A_BLOCK - (size - blockBegin - 5);
      if (room == 0) {
        endBlock(false);
        beginBlock();
      } else {
        int count = Math.min(room, length - done);
        ensureRoom(count);
        System.arraycopy(input, offset + done, stored, size, count);
        size += count;
        done += count;
      }
    }
  }

  private void ensureRoom(int bytes) {
    if (size + bytes > stored.length) {
      stored = Arrays.copyOf(stored, Math.max(size + bytes, 2 * stored.length));
    }
  }

  @Override
  public void finish() {
    endBlock(true);
    finished = true;
  }

  /** All of it comes at the end. */
  @Override
  public int deflate(byte[] output) {
    if (!finished) {
      return 0;
    }
    int count = Math.min(output.length, size - taken);
    System.arraycopy(stored, taken, output, 0, count);
    taken += count;
    return count;
  }
}

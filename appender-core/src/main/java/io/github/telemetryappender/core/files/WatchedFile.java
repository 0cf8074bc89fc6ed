package io.github.telemetryappender.core.files;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A small file that is read whole, and looked at again to see whether it has changed. Links are
 * followed anew each time: Kubernetes replaces a projected token by pointing a link at a new
 * folder. What was read is held against what is there byte by byte, as times of change are coarse,
 * and the time as well, so that touching a file is a way to have it read again.
 *
 * <p>Any thread that may block; one at a time is expected, more do no harm.
 */
public final class WatchedFile {

  private final String setting;
  private final String path;
  private final int maxBytes;

  /** As the latest {@link #read()} found it; null where that failed, or before the first. */
  private volatile @Nullable State known;

  /**
   * Touches nothing yet.
   *
   * @param setting the name of the setting that holds the path, for messages
   * @param path as typed; relative to the working directory of the process
   * @param maxBytes the most that is read
   */
  public WatchedFile(String setting, String path, int maxBytes) {
    this.setting = setting;
    this.path = path;
    this.maxBytes = maxBytes;
  }

  /** All that stands in the file. */
  public byte[] read() throws UnreadableFileException {
    known = null;
    State state = state();
    known = state;
    return state.bytes();
  }

  /** All that stands in the file, as UTF-8, without white space at its ends. */
  public String readText() throws UnreadableFileException {
    String text = new String(read(), UTF_8).strip();
    if (text.isEmpty()) {
      throw refusal("is empty");
    }
    return text;
  }

  /** Whether {@link #read()} would find something else than the last time, or find it at all. */
  public boolean hasChanged() {
    State before = known;
    try {
      State now = state();
      return before == null || !now.isSame(before);
    } catch (UnreadableFileException notNow) {
      return before != null;
    }
  }

  /** A message of this file's: {@code auth.tokenFile = /run/token <flaw>}. */
  public UnreadableFileException refusal(String flaw) {
    return new UnreadableFileException(this + " " + flaw);
  }

  private State state() throws UnreadableFileException {
    try {
      Path file = Path.of(path);
      if (!Files.isRegularFile(file)) {
        throw refusal(Files.exists(file) ? "is not a file" : "does not exist");
      }
      // The time first: what is written between the two is seen as a change the next time.
      long modifiedEpochMillis = Files.getLastModifiedTime(file).toMillis();
      return new State(modifiedEpochMillis, bytes(file));
    } catch (AccessDeniedException e) {
      throw refusal("cannot be read: permission denied");
    } catch (NoSuchFileException e) {
      throw refusal("does not exist");
    } catch (InvalidPathException e) {
      throw refusal("is not a path");
    } catch (IOException e) {
      // The message of an I/O error names the path and the reason, and nothing of the content.
      throw refusal("cannot be read: " + oneLine(String.valueOf(e.getMessage())));
    }
  }

  private byte[] bytes(Path file) throws IOException, UnreadableFileException {
    try (InputStream in = Files.newInputStream(file)) {
      byte[] bytes = in.readNBytes(maxBytes + 1);
      if (bytes.length > maxBytes) {
        throw refusal("is larger than " + maxBytes / 1024 + "KB: it is not what is expected there");
      }
      return bytes;
    }
  }

  private static String oneLine(String text) {
    return text.replaceAll("\\p{Cntrl}+", " ");
  }

  @Override
  public String toString() {
    return setting + " = " + oneLine(path);
  }

  /** What was found; the bytes may be a secret and are never printed. */
  private static final class State {

    private final long modifiedEpochMillis;
    private final byte[] bytes;

    State(long modifiedEpochMillis, byte[] bytes) {
      this.modifiedEpochMillis = modifiedEpochMillis;
      this.bytes = bytes;
    }

    byte[] bytes() {
      return bytes.clone();
    }

    boolean isSame(State other) {
      return modifiedEpochMillis == other.modifiedEpochMillis && Arrays.equals(bytes, other.bytes);
    }
  }
}

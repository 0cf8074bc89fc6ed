package io.github.telemetryappender.core.auth;

import io.github.telemetryappender.core.files.UnreadableFileException;
import io.github.telemetryappender.core.files.WatchedFile;

/**
 * A bearer token that somebody else writes into a file and replaces in time. What is in it is
 * opaque (RFC 6750), so its end is not known: it serves until the file changes or it is refused.
 */
final class FileTokens implements OwnTokens {

  /** Tokens with many claims come to a few KB, and no server takes headers of this size. */
  static final int MAX_BYTES = 64 << 10;

  private final WatchedFile file;

  FileTokens(String path) {
    this.file = new WatchedFile("auth.tokenFile", path, MAX_BYTES);
  }

  @Override
  public Token fetch() throws RefreshException {
    try {
      return Token.of(file.readText());
    } catch (UnreadableFileException e) {
      throw RefreshException.of(e.reason());
    }
  }

  @Override
  public boolean isWatched() {
    return true;
  }

  @Override
  public boolean hasChanged() {
    return file.hasChanged();
  }

  @Override
  public String toString() {
    return file.toString();
  }
}

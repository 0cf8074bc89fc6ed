package io.github.telemetryappender.demo;

import java.io.BufferedReader;
import java.io.Closeable;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** The text to log, line by line and without its blank lines. Used by one thread. */
final class Lines implements Closeable {

  /** What a longer line is cut to, so that a file without line breaks stays harmless. */
  static final int MAX_LINE_CHARS = 8_192;

  private static final String BOOK = "/alice.txt";

  /** Opens the text from its beginning. */
  interface Opening {
    InputStream open() throws IOException;
  }

  /** What follows the last line. */
  enum AtEnd {
    BEGIN_AGAIN,
    STOP
  }

  private final Opening opening;
  private final AtEnd atEnd;
  private Reader reader;
  private boolean sawTextSinceOpening;

  Lines(Opening opening, AtEnd atEnd) throws IOException {
    this.opening = opening;
    this.atEnd = atEnd;
    this.reader = readerOf(opening);
  }

  /** The bundled book, a file, or standard input. */
  static Lines of(@Nullable Path file) throws IOException {
    if (file == null) {
      return new Lines(Lines::openBook, AtEnd.BEGIN_AGAIN);
    }
    if (file.equals(Arguments.STANDARD_INPUT)) {
      return new Lines(() -> System.in, AtEnd.STOP);
    }
    return new Lines(() -> Files.newInputStream(file), AtEnd.BEGIN_AGAIN);
  }

  private static InputStream openBook() throws IOException {
    InputStream book = Lines.class.getResourceAsStream(BOOK);
    if (book == null) {
      throw new FileNotFoundException("resource " + BOOK);
    }
    return book;
  }

  private static Reader readerOf(Opening opening) throws IOException {
    return new BufferedReader(new InputStreamReader(opening.open(), StandardCharsets.UTF_8));
  }

  /** The next line with text in it; null after the last, or where there is none at all. */
  @Nullable String next() throws IOException {
    while (true) {
      String line = readLine();
      if (line == null && !mayBeginAgain()) {
        return null;
      }
      if (line == null) {
        beginAgain();
      } else if (!line.isBlank()) {
        sawTextSinceOpening = true;
        return line.strip();
      }
    }
  }

  private boolean mayBeginAgain() {
    return atEnd == AtEnd.BEGIN_AGAIN && sawTextSinceOpening;
  }

  private void beginAgain() throws IOException {
    reader.close();
    reader = readerOf(opening);
    sawTextSinceOpening = false;
  }

  private @Nullable String readLine() throws IOException {
    StringBuilder line = new StringBuilder();
    int read = reader.read();
    if (read < 0) {
      return null;
    }
    for (; read >= 0 && read != '\n'; read = reader.read()) {
      if (line.length() < MAX_LINE_CHARS) {
        line.append((char) read);
      }
    }
    return line.toString();
  }

  @Override
  public void close() throws IOException {
    reader.close();
  }
}

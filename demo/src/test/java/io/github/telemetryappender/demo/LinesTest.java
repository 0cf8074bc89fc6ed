package io.github.telemetryappender.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LinesTest {

  @Test
  void blankLinesAndSurroundingSpaceAreLeftOut() throws IOException {
    assertThat(all("one\r\n\n   \n  two \nthree")).containsExactly("one", "two", "three");
  }

  @Test
  void aTextThatEndsIsBegunAgain() throws IOException {
    try (Lines lines = lines("one\ntwo\n", Lines.AtEnd.BEGIN_AGAIN)) {
      assertThat(List.of(lines.next(), lines.next(), lines.next()))
          .containsExactly("one", "two", "one");
    }
  }

  @Test
  void aTextWithoutALineIsNotBegunForEver() throws IOException {
    try (Lines lines = lines(" \n\n", Lines.AtEnd.BEGIN_AGAIN)) {
      assertThat(lines.next()).isNull();
    }
  }

  @Test
  void aLineIsCutToItsBound() throws IOException {
    String longest = "x".repeat(Lines.MAX_LINE_CHARS);

    assertThat(all(longest + "\n" + longest + "y\nz")).containsExactly(longest, longest, "z");
  }

  @Test
  void aFileIsReadAsUtf8WhateverItHolds(@TempDir Path directory) throws IOException {
    byte[] bytes = {'a', (byte) 0xff, (byte) 0xc3, (byte) 0xbc};
    try (Lines lines = Lines.of(Files.write(directory.resolve("text"), bytes))) {
      assertThat(lines.next()).isEqualTo("a\ufffdü");
    }
  }

  @Test
  void theBundledBookHasAFewThousandLines() throws IOException {
    try (Lines lines = Lines.of(null)) {
      String first = lines.next();
      assertThat(first).isEqualTo("ALICE'S ADVENTURES IN WONDERLAND");

      int count = 1;
      while (!first.equals(lines.next())) {
        count++;
      }
      assertThat(count).isBetween(2_000, 5_000);
    }
  }

  private static List<String> all(String text) throws IOException {
    List<String> all = new ArrayList<>();
    try (Lines lines = lines(text, Lines.AtEnd.STOP)) {
      for (String line = lines.next(); line != null; line = lines.next()) {
        all.add(line);
      }
    }
    return all;
  }

  private static Lines lines(String text, Lines.AtEnd atEnd) throws IOException {
    return new Lines(() -> new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)), atEnd);
  }
}

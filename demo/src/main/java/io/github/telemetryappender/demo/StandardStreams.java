package io.github.telemetryappender.demo;

import java.io.BufferedReader;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/**
 * The standard streams as driver and application use them: lines of UTF-8 to the application's
 * input, ledgers from its output. Whatever else prints to {@code System.out} goes to the error
 * stream, so that it cannot fall between two ledgers.
 */
final class StandardStreams {

  private StandardStreams() {}

  static PrintStream takeOutput() {
    PrintStream output =
        new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8);
    System.setOut(System.err);
    return output;
  }

  static BufferedReader input() {
    return new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
  }
}

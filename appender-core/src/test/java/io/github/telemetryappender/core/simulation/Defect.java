package io.github.telemetryappender.core.simulation;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;

/**
 * A deliberate mistake: one place in a source file of the production code, and what stands there
 * instead. It is compiled apart, and runs in a JVM of its own, whose class path begins with it.
 *
 * @param file below the core package
 * @param right what stands there, once
 * @param wrong what the defect puts in its place
 */
record Defect(String name, String file, String right, String wrong) {

  private static final String CORE = "io.github.telemetryappender.core.";
  private static final Path SOURCES = Path.of("src/main/java/" + CORE.replace('.', '/'));

  /** What finds the defect among the first seeds; null where none of them does. */
  String foundWithin(int seeds, Path directory) throws IOException, InterruptedException {
    compile(directory);
    Process search = search(seeds, directory);
    try {
      String printed = new String(search.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (search.waitFor() != 0) {
        throw new AssertionError("the search for '%s' broke down: %s".formatted(name, printed));
      }
      return printed.isBlank() ? null : printed.strip();
    } finally {
      search.destroyForcibly();
    }
  }

  /** Too short a run for the compiler that takes its time. */
  private static Process search(int seeds, Path directory) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx512m"));
    command.add("-cp");
    command.add(directory + File.pathSeparator + System.getProperty("java.class.path"));
    command.addAll(List.of(FirstFailure.class.getName(), String.valueOf(seeds)));
    return new ProcessBuilder(command).redirectErrorStream(true).start();
  }

  private void compile(Path directory) throws IOException {
    String source = Files.readString(SOURCES.resolve(file));
    int at = source.indexOf(right);
    if (at < 0 || source.indexOf(right, at + 1) >= 0) {
      throw new AssertionError(
          "defect '%s' needs a new place: this stands not once in %s: %s"
              .formatted(name, file, right));
    }
    Path mutated = directory.resolve("source").resolve(Path.of(file).getFileName());
    Files.createDirectories(mutated.getParent());
    Files.writeString(mutated, source.replace(right, wrong));
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    List<String> options = new ArrayList<>(List.of("-nowarn", "-proc:none", "-d"));
    options.add(directory.toString());
    options.add("-cp");
    options.add(System.getProperty("java.class.path"));
    options.add(mutated.toString());
    if (compiler.run(null, null, null, options.toArray(String[]::new)) != 0) {
      throw new AssertionError("defect '" + name + "' does not compile");
    }
  }

  @Override
  public String toString() {
    return name;
  }
}

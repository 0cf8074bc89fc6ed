package io.github.telemetryappender.core.herd;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;

/**
 * The runs of this code so far, each written down when it ends: what is interrupted goes on where
 * it was. The file is named after the classes, so that other code begins anew; {@code mvn clean}
 * forgets all.
 */
final class RunLog {

  private static final Path TARGET = Path.of("target");
  private static final String CORE = "classes/io/github/telemetryappender/core/";

  /** How the paths of the classes begin that decide. */
  private static final List<String> DECIDING =
      List.of(
          CORE + "batch/",
          CORE + "delivery/",
          CORE + "settings/",
          "test-" + CORE + "herd/",
          "test-" + CORE + "delivery/Herd");

  /** These show what was found. */
  private static final List<String> SHOWING =
      List.of("ArrivalsChart", "Bound", "CellTable", "HerdReport", "HerdTest", "RunLog", "Runs");

  private final Path file;
  private final Map<Run, Finding> known = new HashMap<>();

  private RunLog(Path file) throws IOException {
    this.file = file;
    if (Files.exists(file)) {
      Files.readAllLines(file).stream()
          .map(Finding::parse)
          .forEach(finding -> known.put(finding.run(), finding));
    }
  }

  static RunLog open() throws IOException {
    Path folder = Files.createDirectories(TARGET.resolve("herd"));
    return new RunLog(folder.resolve(fingerprint() + ".csv"));
  }

  /** Of the classes that decide what a run shows. */
  private static String fingerprint() throws IOException {
    CRC32 crc = new CRC32();
    try (Stream<Path> files = Files.walk(TARGET)) {
      for (Path path : files.filter(RunLog::isDeciding).sorted().toList()) {
        crc.update(Files.readAllBytes(path));
      }
    }
    return String.format(Locale.ROOT, "%08x", crc.getValue());
  }

  private static boolean isDeciding(Path path) {
    String place = TARGET.relativize(path).toString().replace('\\', '/');
    String name = path.getFileName().toString();
    return name.endsWith(".class")
        && DECIDING.stream().anyMatch(place::startsWith)
        && SHOWING.stream().noneMatch(showing -> name.equals(showing + ".class"));
  }

  /** Null for what was not run. */
  synchronized @Nullable Finding get(Run run) {
    return known.get(run);
  }

  synchronized void add(Finding finding) {
    known.put(finding.run(), finding);
    try {
      Files.writeString(
          file, finding.row() + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

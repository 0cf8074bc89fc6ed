package io.github.telemetryappender.it;

import io.github.telemetryappender.core.TelemetryPipeline;
import java.io.File;
import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Initializes each class of ours before all others, in a class loader of its own. The main class of
 * a JVM that is told to log what it initializes.
 */
final class InitializationOrder {

  /** Printed before the name of the class that comes first now. */
  static final String FIRST = "first: ";

  /** Of a class whose library the application does not have. */
  static final String ABSENT = "absent: ";

  private static final String CLASS_FILE = ".class";

  private InitializationOrder() {}

  public static void main(String[] arguments) throws Exception {
    List<URL> ours = new ArrayList<>();
    ours.add(home(TelemetryPipeline.class));
    ours.add(home(io.github.telemetryappender.logback.TelemetryAppender.class));
    ours.add(home(io.github.telemetryappender.log4j2.TelemetryAppender.class));
    try (URLClassLoader libraries =
        new URLClassLoader(others(ours), ClassLoader.getPlatformClassLoader())) {
      for (URL home : ours) {
        for (String name : classNames(home.toURI())) {
          initialize(name, new URLClassLoader(ours.toArray(URL[]::new), libraries));
        }
      }
    }
  }

  private static void initialize(String name, URLClassLoader loader) throws IOException {
    try (loader) {
      System.out.println(FIRST + name);
      Class.forName(name, true, loader);
    } catch (ClassNotFoundException | LinkageError absent) {
      System.out.println(ABSENT + name + ": " + absent);
    }
  }

  private static URL home(Class<?> member) {
    return member.getProtectionDomain().getCodeSource().getLocation();
  }

  private static URL[] others(List<URL> ours) throws MalformedURLException {
    List<URL> others = new ArrayList<>();
    for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
      URL url = Path.of(entry).toUri().toURL();
      if (ours.stream().noneMatch(home -> home.sameFile(url))) {
        others.add(url);
      }
    }
    return others.toArray(URL[]::new);
  }

  /** A directory of classes, or a jar. */
  private static List<String> classNames(URI home) throws IOException, URISyntaxException {
    Path path = Path.of(home);
    if (Files.isDirectory(path)) {
      return classNames(path);
    }
    try (FileSystem jar = FileSystems.newFileSystem(path)) {
      return classNames(jar.getPath("/"));
    }
  }

  private static List<String> classNames(Path root) throws IOException {
    try (Stream<Path> files = Files.walk(root)) {
      return files
          .map(file -> root.relativize(file).toString())
          .filter(file -> file.endsWith(CLASS_FILE) && !file.endsWith("-info" + CLASS_FILE))
          .map(file -> file.substring(0, file.length() - CLASS_FILE.length()))
          .map(file -> file.replace('/', '.').replace('\\', '.'))
          .sorted()
          .toList();
    }
  }
}

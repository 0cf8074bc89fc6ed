package io.github.telemetryappender.core.simulation;

import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;

/**
 * A deliberate mistake: one place in a source file of the production code, and what stands there
 * instead. It is compiled apart, and runs in a class loader of its own.
 *
 * @param file below the core package
 * @param right what stands there, once
 * @param wrong what the defect puts in its place
 */
record Defect(String name, String file, String right, String wrong) {

  private static final String CORE = "io.github.telemetryappender.core.";
  private static final Path SOURCES = Path.of("src/main/java/" + CORE.replace('.', '/'));

  /** What finds the defect among the first seeds; null where none of them does. */
  String foundWithin(int seeds, Path directory) throws IOException, ReflectiveOperationException {
    compile(directory);
    try (Loader loader = new Loader(directory)) {
      var failureOf =
          loader
              .loadClass(CORE + "simulation.Simulation")
              .getDeclaredMethod("failureOf", long.class);
      failureOf.setAccessible(true);
      for (long seed = 0; seed < seeds; seed++) {
        String failure = (String) failureOf.invoke(null, seed);
        if (failure != null) {
          return "seed " + seed + ": " + failure;
        }
      }
      return null;
    }
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

  /** Looks for the core's classes in the directory of the defect, then at home, never above. */
  private static final class Loader extends URLClassLoader {

    Loader(Path directory) throws MalformedURLException {
      super(urls(directory), Defect.class.getClassLoader());
    }

    private static URL[] urls(Path directory) throws MalformedURLException {
      return new URL[] {
        directory.toUri().toURL(),
        home(io.github.telemetryappender.core.time.Clock.class),
        home(Defect.class)
      };
    }

    private static URL home(Class<?> member) {
      return member.getProtectionDomain().getCodeSource().getLocation();
    }

    @Override
    protected Class<?> loadClass(String className, boolean resolve) throws ClassNotFoundException {
      if (!className.startsWith(CORE)) {
        return super.loadClass(className, resolve);
      }
      synchronized (getClassLoadingLock(className)) {
        Class<?> loaded = findLoadedClass(className);
        return loaded == null ? findClass(className) : loaded;
      }
    }
  }
}

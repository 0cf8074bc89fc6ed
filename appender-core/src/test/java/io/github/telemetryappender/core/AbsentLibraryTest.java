package io.github.telemetryappender.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.telemetryappender.core.event.ReportChannel;
import io.github.telemetryappender.core.settings.TypedSettings;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** An application without a library: the whole pipeline, under a loader that does not know it. */
class AbsentLibraryTest {

  /** Loads our classes anew, and refuses those of a library. */
  private static final class Without extends ClassLoader {

    private final String prefix;

    Without(String prefix) {
      super(AbsentLibraryTest.class.getClassLoader());
      this.prefix = prefix;
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
      if (name.startsWith(prefix)) {
        throw new ClassNotFoundException(name);
      }
      synchronized (getClassLoadingLock(name)) {
        Class<?> known = findLoadedClass(name);
        if (known != null) {
          return known;
        }
        return name.startsWith("io.github.telemetryappender.")
            ? define(name)
            : super.loadClass(name, resolve);
      }
    }

    private Class<?> define(String name) throws ClassNotFoundException {
      try (InputStream in = getResourceAsStream(name.replace('.', '/') + ".class")) {
        byte[] bytes = in.readAllBytes();
        return defineClass(name, bytes, 0, bytes.length);
      } catch (IOException e) {
        throw new ClassNotFoundException(name, e);
      }
    }
  }

  /** What the application does; made under the loader, and so of its classes. */
  public static final class Story implements Callable<List<String>>, ReportChannel {

    private final List<String> reports = new CopyOnWriteArrayList<>();

    @Override
    public List<String> call() {
      TypedSettings typed =
          new TypedSettings()
              .add("endpoint", "http://127.0.0.1:1")
              .add("verifyOnStart", "off")
              .add("shutdownTimeout", "0s");
      TelemetryPipeline<String> pipeline =
          TelemetryPipeline.start("absent", "cloud", typed, new TextEvents(), this);
      pipeline.append("hello");
      reports.add("accepted " + pipeline.snapshot().total().accepted());
      pipeline.stop();
      return reports;
    }

    @Override
    public void info(String message) {
      reports.add(message);
    }

    @Override
    public void warn(String message, @Nullable Throwable cause) {
      reports.add(message);
    }
  }

  @Test
  void withoutMicrometerThePipelineWorksAndSaysNothingAboutIt() throws Exception {
    assertThat(reportsWithout("io.micrometer.", "io.micrometer.core.instrument.Metrics"))
        .contains("accepted 1")
        .noneMatch(line -> line.contains("Micrometer") || line.contains("micrometer"))
        .noneMatch(line -> line.contains("NoClassDefFoundError"));
  }

  @Test
  void withoutOkHttpTheApplicationStartsAndIsToldWhy() throws Exception {
    assertThat(reportsWithout("okhttp3.", "okhttp3.OkHttpClient"))
        .contains("accepted 0")
        .filteredOn(line -> line.contains("does not start"))
        .singleElement()
        .asString()
        .contains("NoClassDefFoundError: okhttp3/")
        .contains("take appender-all");
  }

  private static List<String> reportsWithout(String prefix, String className) throws Exception {
    ClassLoader loader = new Without(prefix);
    assertThatThrownBy(() -> loader.loadClass(className))
        .isInstanceOf(ClassNotFoundException.class);
    Object story = loader.loadClass(Story.class.getName()).getDeclaredConstructor().newInstance();
    List<String> reports = new ArrayList<>();
    ((List<?>) ((Callable<?>) story).call()).forEach(line -> reports.add((String) line));
    return reports;
  }
}

package io.github.telemetryappender.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.lang.ref.WeakReference;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An application with the appender among its own libraries is taken out of a running container. */
class UndeployTest {

  /** OkHttp's and Okio's own threads rest for a minute before they end. */
  private static final Duration LONGEST_LIFE = Duration.ofSeconds(100);

  private static final long LOOK_EVERY_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

  @TempDir Path directory;

  private final Endpoint endpoint = new Endpoint();

  @BeforeEach
  void openTheEndpoint() {
    endpoint.open();
    endpoint.answer(200);
  }

  @AfterEach
  void closeTheEndpoint() {
    endpoint.close();
  }

  /** Nor does what they could not deliver, which the next deployment does. */
  @Test
  void nothingKeepsTheClassesOfAStoppedApplication() throws Exception {
    List<WeakReference<ClassLoader>> loaders = new ArrayList<>();
    for (Framework framework : Framework.values()) {
      endpoint.answer(503);
      loaders.add(deployAndStop(framework));
      endpoint.recover();
      loaders.add(deployAndStop(framework));
    }

    assertThat(endpoint.acceptedIds()).hasSize(DeployedApplication.EVENTS * loaders.size());
    assertThat(endpoint.acceptedEvents()).hasSize(DeployedApplication.EVENTS * loaders.size());
    assertThat(ownThreads()).as("our threads").isEmpty();
    displaceTheRecordThatTheJdkRemembers();
    awaitCollected(loaders);
  }

  /** What is left when the application's own thread has ended: its class loader, if anything. */
  private WeakReference<ClassLoader> deployAndStop(Framework framework) throws Exception {
    try (URLClassLoader loader =
        new URLClassLoader(classPath(), ClassLoader.getPlatformClassLoader())) {
      Runnable application =
          (Runnable)
              loader
                  .loadClass(DeployedApplication.class.getName())
                  .getConstructor(String.class, String.class)
                  .newInstance(framework.name(), endpoint.url());
      List<Throwable> thrown = new ArrayList<>();
      Thread thread = new Thread(application);
      thread.setContextClassLoader(loader);
      thread.setUncaughtExceptionHandler((ended, failure) -> thrown.add(failure));
      thread.start();
      thread.join();
      assertThat(thrown).isEmpty();
      return new WeakReference<>(loader);
    }
  }

  /** This JVM's, behind a file that tells Log4j2 that it is in a container: no hook at the exit. */
  private URL[] classPath() throws IOException {
    Files.writeString(directory.resolve("log4j2.component.properties"), "log4j2.isWebapp=true\n");
    List<URL> urls = new ArrayList<>();
    urls.add(directory.toUri().toURL());
    for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
      urls.add(url(entry));
    }
    return urls.toArray(URL[]::new);
  }

  private static URL url(String entry) throws MalformedURLException {
    return Path.of(entry).toUri().toURL();
  }

  /**
   * The JDK keeps the class of that record whose {@code equals} was linked last ({@code
   * ObjectMethods}): one class, whoever's it is, until another's takes its place. In newer JDKs
   * that has to be one of a class loader that is not the JDK's own.
   */
  private void displaceTheRecordThatTheJdkRemembers() throws Exception {
    try (URLClassLoader loader =
        new URLClassLoader(classPath(), ClassLoader.getPlatformClassLoader())) {
      Class<?> another = loader.loadClass(LastRecord.class.getName());
      ((Runnable) another.getConstructor().newInstance()).run();
    }
  }

  private static List<Thread> ownThreads() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().startsWith("telemetry-appender"))
        .toList();
  }

  private static void awaitCollected(List<WeakReference<ClassLoader>> loaders) {
    long startedAtNanos = System.nanoTime();
    while (!loaders.stream().allMatch(loader -> loader.refersTo(null))) {
      assertThat(Duration.ofNanos(System.nanoTime() - startedAtNanos))
          .as(() -> "kept, perhaps by one of " + Thread.getAllStackTraces().keySet())
          .isLessThan(LONGEST_LIFE);
      LockSupport.parkNanos(LOOK_EVERY_NANOS);
      System.gc();
    }
  }
}

package io.github.telemetryappender.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Two threads that begin with different classes may wait for each other for ever where each class
 * needs the other to be initialized. Whether there are two such classes does not depend on chance:
 * the JVM tells what it initializes when each class of ours is the first.
 */
class ClassInitializationTest {

  private static final Pattern INITIALIZING = Pattern.compile("\\d+ Initializing '([^']+)'.*");
  private static final Pattern OURS = Pattern.compile("io/github/telemetryappender/.*");

  /** Only the class around it can begin with it. */
  private static final Pattern ANONYMOUS = Pattern.compile(".*\\$\\d+");

  @TempDir Path directory;

  @Test
  void noTwoClassesNeedEachOtherInWhateverOrderTheyAreInitialized() {
    Map<String, Set<String>> needs = needs(output());

    assertThat(needs).hasSizeGreaterThan(300);
    assertThat(needs.values()).as("the JVM tells").anyMatch(needed -> needed.size() > 5);
    assertThat(circles(needs)).isEmpty();
  }

  private String output() {
    List<String> options = List.of("-Xlog:class+init=info:stdout:none");
    String classPath = System.getProperty("java.class.path");
    try (ChildJvm child =
        ChildJvm.start(directory, options, classPath, InitializationOrder.class.getName())) {
      child.awaitEnd(0);
      return child.output();
    }
  }

  /** For each class, all that is initialized when it comes first. */
  private static Map<String, Set<String>> needs(String output) {
    Map<String, Set<String>> needs = new TreeMap<>();
    Set<String> needed = new TreeSet<>();
    for (String line : output.lines().toList()) {
      Matcher initializing = INITIALIZING.matcher(line);
      if (line.startsWith(InitializationOrder.FIRST)) {
        needed = new TreeSet<>();
        String first = line.substring(InitializationOrder.FIRST.length());
        needs.put(first.replace('.', '/'), needed);
      } else if (initializing.matches() && OURS.matcher(initializing.group(1)).matches()) {
        needed.add(initializing.group(1));
      }
    }
    return needs;
  }

  private static List<String> circles(Map<String, Set<String>> needs) {
    List<String> circles = new ArrayList<>();
    needs.forEach(
        (one, needed) -> {
          for (String other : needed) {
            boolean back = needs.getOrDefault(other, Set.of()).contains(one);
            boolean named =
                !ANONYMOUS.matcher(one).matches() && !ANONYMOUS.matcher(other).matches();
            if (back && named && one.compareTo(other) < 0) {
              circles.add(one + " and " + other);
            }
          }
        });
    return circles;
  }
}

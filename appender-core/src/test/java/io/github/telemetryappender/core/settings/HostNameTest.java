package io.github.telemetryappender.core.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class HostNameTest {

  private static final Supplier<String> UNASKED =
      () -> {
        throw new AssertionError("nobody should ask for this");
      };

  @TempDir Path directory;

  @Test
  void theEnvironmentKnowsBest() {
    assertThat(HostName.find(Map.of("HOSTNAME", "pod-1", "COMPUTERNAME", "PC"), UNASKED, UNASKED))
        .isEqualTo("pod-1");
    assertThat(HostName.find(Map.of("HOSTNAME", " ", "COMPUTERNAME", "PC"), UNASKED, UNASKED))
        .isEqualTo("PC");
  }

  @Test
  void theNetworkIsAskedOnlyWhereTheKernelDoesNotTell() {
    assertThat(HostName.find(Map.of(), () -> "node-7\n", UNASKED)).isEqualTo("node-7");
    assertThat(HostName.find(Map.of(), () -> "", () -> "node-8")).isEqualTo("node-8");
    assertThat(HostName.find(Map.of(), () -> "", () -> "")).isEmpty();
  }

  @Test
  void aKernelThatTellsNothingIsNoError() throws IOException {
    assertThat(HostName.read(directory.resolve("none"))).isEmpty();
    assertThat(HostName.read(Files.writeString(directory.resolve("name"), "n\n"))).isEqualTo("n\n");
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void linuxTellsWithoutTheNetwork() {
    HostName.find(Map.of());
    assertThat(Thread.getAllStackTraces().keySet())
        .noneMatch(thread -> thread.getName().equals("telemetry-appender-host-name"));
  }
}

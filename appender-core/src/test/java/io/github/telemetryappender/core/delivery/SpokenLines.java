package io.github.telemetryappender.core.delivery;

import io.github.telemetryappender.core.event.Severity;
import io.github.telemetryappender.core.metrics.DropReason;
import io.github.telemetryappender.core.transport.FailureKind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** What a delivery side says in all kinds of trouble, for tests outside this package. */
public final class SpokenLines {

  private final List<String> lines = new ArrayList<>();

  private SpokenLines() {}

  /** One life after another, each in a trouble of its own; all lines of report. */
  public static List<String> all() {
    SpokenLines spoken = new SpokenLines();
    Map<String, String> checked = Map.of("verifyOnStart", "report");
    spoken.live(checked, rig -> answer(rig, 404));
    spoken.live(checked, rig -> answer(rig, 401));
    spoken.live(checked, rig -> fail(rig, FailureKind.CONNECT_REFUSED));
    spoken.live(Map.of(), SpokenLines::outageAndRecovery);
    spoken.live(Map.of("auth.bearerToken", "x"), rig -> sendAndAnswer(rig, 401));
    spoken.live(Map.of(), rig -> sendAndAnswer(rig, 402));
    spoken.live(Map.of(), rig -> sendAndFail(rig, FailureKind.CERTIFICATE));
    spoken.live(Map.of(), rig -> sendAndAnswer(rig, 400));
    spoken.live(Map.of(), rig -> sendAndAnswer(rig, 413, 413));
    spoken.live(Map.of("retry.maxAttempts", "1"), rig -> sendAndAnswer(rig, 503));
    spoken.live(Map.of(), SpokenLines::expiry);
    spoken.live(Map.of("memory.maxBytes", "4MB", "batch.maxBytes", "64KB"), SpokenLines::fill);
    spoken.live(Map.of(), SpokenLines::stop);
    spoken.live(
        Map.of(),
        rig ->
            rig.deliveryReports.refreshFailed("java.net.ConnectException at com.acme.Tokens:42"));
    return List.copyOf(spoken.lines);
  }

  private void live(Map<String, String> settings, Consumer<LoopRig> life) {
    try (LoopRig rig = new LoopRig(settings)) {
      rig.work();
      life.accept(rig);
      lines.addAll(rig.reports.warnings);
      lines.addAll(rig.reports.infos);
    }
  }

  private static void send(LoopRig rig, Severity severity) {
    rig.log(severity, 1);
    rig.work();
    rig.advance(Duration.ofSeconds(1));
  }

  private static void answer(LoopRig rig, int status) {
    while (rig.transport.open().isEmpty()) {
      rig.rest();
    }
    rig.transport.open().forEach(open -> open.answer(status));
    rig.work();
  }

  private static void fail(LoopRig rig, FailureKind kind) {
    while (rig.transport.open().isEmpty()) {
      rig.rest();
    }
    rig.transport.open().forEach(open -> open.fail(kind));
    rig.work();
  }

  private static void sendAndAnswer(LoopRig rig, int... statuses) {
    send(rig, Severity.ERROR);
    for (int status : statuses) {
      if (rig.snapshot().held().total() > 0) {
        answer(rig, status);
      }
    }
  }

  private static void sendAndFail(LoopRig rig, FailureKind kind) {
    send(rig, Severity.INFO);
    fail(rig, kind);
  }

  private static void outageAndRecovery(LoopRig rig) {
    send(rig, Severity.INFO);
    for (int failures = 0; failures < 6; failures++) {
      fail(rig, FailureKind.CONNECT_REFUSED);
    }
    answer(rig, 200);
  }

  private static void expiry(LoopRig rig) {
    sendAndAnswer(rig, 402);
    rig.advance(Duration.ofMinutes(16));
  }

  private static void fill(LoopRig rig) {
    sendAndAnswer(rig, 402);
    for (int i = 0; i < 3000; i++) {
      if (!rig.offer(Severity.INFO, 4 << 10)) {
        rig.door.count(DropReason.OVERFLOW, Severity.INFO);
      }
      rig.work();
    }
    rig.door.count(DropReason.OVERFLOW, Severity.INFO);
    rig.door.count(DropReason.SELF, Severity.INFO);
    rig.work();
  }

  private static void stop(LoopRig rig) {
    sendAndAnswer(rig, 402);
    rig.lanes.seal();
    rig.mailbox.accept(() -> rig.loop.drain(0, () -> {}));
    rig.work();
  }
}

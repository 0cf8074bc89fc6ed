package io.github.telemetryappender.core.settings;

import io.github.telemetryappender.core.memory.MemoryPlan;
import io.github.telemetryappender.core.settings.AlertsConfig.Levels;
import java.time.Duration;
import java.util.List;

/**
 * Limits that one setting puts on another. A default above its limit is lowered silently; a value
 * the user wrote above it is an error that names both.
 */
final class Relations {

  private static final String LOWER_OR_RAISE = "; lower the first or raise the second";

  private final Choices choices;
  private final Choice<Long> memoryMaxBytes;
  private final MemoryPlan plan;
  private final FormatLimits format;
  private final String formatName;

  Relations(Choices choices, FormatDeclaration format) {
    this.choices = choices;
    this.format = format.limits();
    this.formatName = "format = " + format.name();
    this.memoryMaxBytes = choices.of(SettingsTable.MEMORY_MAX_BYTES);
    this.plan = MemoryPlan.of(memoryMaxBytes.value());
  }

  CaptureConfig capture() {
    return new CaptureConfig(
        filter(SettingsTable.INCLUDE_MDC, SettingsTable.EXCLUDE_MDC),
        filter(SettingsTable.INCLUDE_KEY_VALUES, SettingsTable.EXCLUDE_KEY_VALUES),
        choices.value(SettingsTable.INCLUDE_CALLER_DATA),
        maxEventBytes(),
        choices.all(SettingsTable.REDACT));
  }

  private NameFilter filter(Setting<List<String>> include, Setting<List<String>> exclude) {
    return new NameFilter(
        choices.ifTyped(include).orElseGet(List::of), choices.ifTyped(exclude).orElseGet(List::of));
  }

  private int maxEventBytes() {
    long quarterLane = plan.laneBytes() / 4;
    Choice<Long> choice = choices.of(SettingsTable.MAX_EVENT_BYTES);
    atMost(
        choice,
        format.maxEventBytes(),
        "is above the "
            + SizeNotation.INSTANCE.print(format.maxEventBytes())
            + " that "
            + formatName
            + " takes of one event",
        "the endpoint would cut or refuse it; lower the first or choose another format");
    return Math.toIntExact(
        atMost(
            choice,
            Math.min(quarterLane, format.maxEventBytes()),
            "is above a quarter of a lane, "
                + SizeNotation.INSTANCE.print(quarterLane)
                + " with "
                + memoryMaxBytes,
            "one event must not fill a lane" + LOWER_OR_RAISE));
  }

  BatchConfig batch() {
    Choice<Duration> linger = choices.of(SettingsTable.BATCH_LINGER);
    Duration urgentLinger =
        atMost(
            choices.of(SettingsTable.BATCH_URGENT_LINGER),
            linger.value(),
            "is longer than " + linger,
            "urgent events never wait longer than others" + LOWER_OR_RAISE);
    return new BatchConfig(batchMaxEvents(), batchMaxBytes(), linger.value(), urgentLinger);
  }

  private int batchMaxEvents() {
    return atMost(
        choices.of(SettingsTable.BATCH_MAX_EVENTS),
        format.maxEvents(),
        "is above the " + format.maxEvents() + " that " + formatName + " takes in a request",
        "the endpoint would refuse the batch; lower the first or choose another format");
  }

  private long batchMaxBytes() {
    Choice<Long> choice = choices.of(SettingsTable.BATCH_MAX_BYTES);
    atMost(
        choice,
        format.maxBodyBytes(),
        "is above the "
            + SizeNotation.INSTANCE.print(format.maxBodyBytes())
            + " that "
            + formatName
            + " takes in a request",
        "the endpoint would refuse the batch; lower the first or choose another format");
    // In whole KB, so that the number shown in the message is itself accepted.
    long bodyBytes = plan.bodyBytes() >> 10 << 10;
    return atMost(
        choice,
        Math.min(bodyBytes, format.maxBodyBytes()),
        "is above the "
            + SizeNotation.INSTANCE.print(bodyBytes)
            + " that "
            + memoryMaxBytes
            + " leaves for request bodies",
        "no such batch could be rendered" + LOWER_OR_RAISE);
  }

  MemoryConfig memory() {
    return new MemoryConfig(
        memoryMaxBytes.value(),
        choices.value(SettingsTable.MEMORY_OVERFLOW),
        choices.value(SettingsTable.MEMORY_OVERFLOW_TIMEOUT));
  }

  DeliveryConfig delivery() {
    Choice<Duration> requestTimeout = choices.of(SettingsTable.REQUEST_TIMEOUT);
    Duration connectTimeout =
        atMost(
            choices.of(SettingsTable.CONNECT_TIMEOUT),
            requestTimeout.value(),
            "is longer than " + requestTimeout,
            "connecting is a part of the request" + LOWER_OR_RAISE);
    return new DeliveryConfig(
        choices.value(SettingsTable.MAX_IN_FLIGHT), connectTimeout, requestTimeout.value());
  }

  RetryConfig retry() {
    Choice<Duration> maxBackoff = choices.of(SettingsTable.MAX_BACKOFF);
    StatusChanges statuses = choices.ifTyped(SettingsTable.STATUSES).orElse(StatusChanges.NONE);
    return new RetryConfig(
        initialBackoff(maxBackoff),
        maxBackoff.value(),
        choices.value(SettingsTable.MULTIPLIER),
        choices.value(SettingsTable.MAX_ATTEMPTS),
        maxEventAge(),
        statuses.retried(),
        statuses.dropped(),
        choices.value(SettingsTable.BACKLOG_PACE));
  }

  private Duration initialBackoff(Choice<Duration> maxBackoff) {
    return atMost(
        choices.of(SettingsTable.INITIAL_BACKOFF),
        maxBackoff.value(),
        "is longer than " + maxBackoff,
        "waits grow from the first to the second" + LOWER_OR_RAISE);
  }

  private Duration maxEventAge() {
    Choice<Duration> choice = choices.of(SettingsTable.MAX_EVENT_AGE);
    String retention =
        "the "
            + DurationNotation.INSTANCE.print(format.retention())
            + " that "
            + formatName
            + " takes of an event's age";
    Duration age =
        atMost(
            choice,
            format.retention(),
            "is longer than " + retention,
            "the endpoint would refuse older ones; lower the first or choose another format");
    if (age.equals(choice.value())) {
      leavesTimeForAnAttempt(age, choice.toString(), "raise the first");
    } else {
      leavesTimeForAnAttempt(age, retention, "choose another format");
    }
    return age;
  }

  private void leavesTimeForAnAttempt(Duration age, String name, String orElse) {
    Choice<Duration> linger = choices.of(SettingsTable.BATCH_LINGER);
    Choice<Duration> requestTimeout = choices.of(SettingsTable.REQUEST_TIMEOUT);
    if (age.compareTo(requestTimeout.value()) < 0) {
      throw new SettingsException(
          name
              + " is shorter than "
              + requestTimeout
              + ": no attempt could finish; "
              + orElse
              + " or lower the second");
    }
    if (age.compareTo(linger.value().plus(requestTimeout.value())) < 0) {
      throw new SettingsException(
          name
              + " is shorter than "
              + linger
              + " and "
              + requestTimeout
              + " together: an event could expire before its first attempt is over; "
              + orElse
              + " or lower the others");
    }
  }

  SelfReportConfig selfReport() {
    return new SelfReportConfig(
        alerts(),
        choices.value(SettingsTable.VERIFY_ON_START),
        choices.ifTyped(SettingsTable.DELIVERY_LISTENER).orElse(null));
  }

  private AlertsConfig alerts() {
    return new AlertsConfig(
        choices.value(SettingsTable.ALERTS_ENABLED),
        Levels.of(longs(choices.value(SettingsTable.ALERTS_FAILED_ATTEMPTS))),
        choices
            .ifTyped(SettingsTable.ALERTS_OLDEST_EVENT)
            .map(ages -> Levels.of(ages.stream().map(Duration::toNanos).toList()))
            .orElseGet(() -> AlertsConfig.defaultAges(maxEventAge())),
        Levels.of(longs(choices.value(SettingsTable.ALERTS_FILL))));
  }

  private static List<Long> longs(List<Integer> counts) {
    return counts.stream().map(Integer::longValue).toList();
  }

  private static <T extends Comparable<T>> T atMost(
      Choice<T> choice, T limit, String verdict, String explanation) {
    if (choice.value().compareTo(limit) <= 0) {
      return choice.value();
    }
    if (choice.isTyped()) {
      throw new TypedText(choice.setting(), choice.text()).refused(verdict, explanation);
    }
    return limit;
  }
}

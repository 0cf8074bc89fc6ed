package io.github.telemetryappender.core.delivery;

import io.github.telemetryappender.core.format.RetryProfile;
import io.github.telemetryappender.core.herd.Result;
import io.github.telemetryappender.core.settings.PipelineConfig;
import io.github.telemetryappender.core.transport.ExchangeResult;
import io.github.telemetryappender.core.transport.ExchangeResult.Answered;
import io.github.telemetryappender.core.transport.ExchangeResult.BodyState;
import io.github.telemetryappender.core.transport.ExchangeResult.Failed;
import io.github.telemetryappender.core.transport.FailureKind;
import io.github.telemetryappender.core.transport.Header;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/**
 * What the answers of the modelled endpoint mean, by the production table: looked up once for a
 * whole fleet with the same settings.
 */
public final class HerdRules {

  final PipelineConfig config;
  final long maxEventAgeNanos;
  final long requestTimeoutNanos;
  private final Map<Result, Meaning> meanings = new EnumMap<>(Result.class);

  public HerdRules(PipelineConfig config) {
    this.config = config;
    this.maxEventAgeNanos = config.retry().maxEventAge().toNanos();
    this.requestTimeoutNanos = config.delivery().requestTimeout().toNanos();
    ResponseTable table = new ResponseTable(config.retry(), RetryProfile.USUAL);
    for (Result result : Result.values()) {
      ExchangeResult answer = answer(result);
      meanings.put(result, new Meaning(table.of(answer), retryAfter(answer)));
    }
  }

  private static ExchangeResult answer(Result result) {
    return switch (result) {
      case OK -> answer(200, List.of());
      case REFUSED -> new Failed(FailureKind.CONNECT_REFUSED, "refused");
      case TIMED_OUT -> new Failed(FailureKind.TIMEOUT, "no answer in time");
      case UNAVAILABLE -> answer(503, List.of());
      case UNAVAILABLE_RETRY_AFTER -> answer(503, List.of(new Header("Retry-After", "30")));
    };
  }

  private static Answered answer(int status, List<Header> headers) {
    return new Answered(status, headers, new byte[0], BodyState.COMPLETE);
  }

  private static OptionalLong retryAfter(ExchangeResult result) {
    return result instanceof Answered answered ? RetryAfter.nanos(answered) : OptionalLong.empty();
  }

  Meaning of(Result result) {
    return meanings.get(result);
  }

  record Meaning(Rule rule, OptionalLong retryAfter) {}
}

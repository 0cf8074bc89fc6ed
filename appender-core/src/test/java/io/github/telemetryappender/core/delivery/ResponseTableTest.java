package io.github.telemetryappender.core.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.telemetryappender.core.delivery.ResponseTable.RetryAfterHeader;
import io.github.telemetryappender.core.format.RetryProfile;
import io.github.telemetryappender.core.settings.RetryConfig;
import io.github.telemetryappender.core.transport.ExchangeResult;
import io.github.telemetryappender.core.transport.FailureKind;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class ResponseTableTest {

  private final ResponseTable table =
      new ResponseTable(retry(Set.of(), Set.of()), RetryProfile.USUAL);

  private static RetryConfig retry(Set<Integer> retried, Set<Integer> dropped) {
    return new RetryConfig(
        Duration.ofSeconds(1),
        Duration.ofSeconds(60),
        2,
        0,
        Duration.ofMinutes(15),
        retried,
        dropped,
        1);
  }

  private Action first(int status, RetryAfterHeader header) {
    return table.ofStatus(status, header).action(1, 0);
  }

  /** The whole table as data: a status, what follows without and with a Retry-After. */
  @ParameterizedTest
  @CsvSource({
    "200,OK,OK",
    "201,OK,OK",
    "202,OK,OK",
    "204,OK,OK",
    "207,OK,OK",
    "299,OK,OK",
    "300,HOLD,HOLD",
    "301,HOLD,HOLD",
    "302,HOLD,HOLD",
    "303,HOLD,HOLD",
    "304,HOLD,HOLD",
    "305,HOLD,HOLD",
    "306,HOLD,HOLD",
    "307,REDIR,REDIR",
    "308,REDIR,REDIR",
    "399,HOLD,HOLD",
    "400,SPLIT,SPLIT",
    "401,REAUTH,REAUTH",
    "402,HOLD,HOLD",
    "403,REAUTH,REAUTH",
    "404,RETRY,RETRY",
    "405,RETRY,RETRY",
    "406,HOLD,HOLD",
    "407,HOLD,HOLD",
    "408,RETRY,RETRY",
    "409,DROP,DROP",
    "410,HOLD,HOLD",
    "411,DROP,DROP",
    "412,DROP,DROP",
    "413,SPLIT,SPLIT",
    "414,DROP,DROP",
    "415,PLAIN,PLAIN",
    "416,DROP,DROP",
    "417,DROP,DROP",
    "418,DROP,DROP",
    "421,FRESH,FRESH",
    "422,SPLIT,SPLIT",
    "423,RETRY,RETRY",
    "424,RETRY,RETRY",
    "425,RETRY,RETRY",
    "426,HOLD,HOLD",
    "428,HOLD,HOLD",
    "429,RETRY_AFTER,RETRY_AFTER",
    "431,HOLD,HOLD",
    "451,HALVE,HALVE",
    "419,HALVE,HALVE",
    "499,HALVE,HALVE",
    "500,RETRY,RETRY_AFTER",
    "501,HOLD,HOLD",
    "502,RETRY,RETRY_AFTER",
    "503,RETRY,RETRY_AFTER",
    "504,RETRY,RETRY_AFTER",
    "505,PLAIN,PLAIN",
    "507,RETRY,RETRY_AFTER",
    "509,RETRY,RETRY_AFTER",
    "511,RETRY,RETRY_AFTER",
    "520,RETRY,RETRY_AFTER",
    "530,RETRY,RETRY_AFTER",
    "599,RETRY,RETRY_AFTER",
    "100,RETRY,RETRY",
    "199,RETRY,RETRY",
    "600,RETRY,RETRY",
    "999,RETRY,RETRY",
    "0,RETRY,RETRY",
    "-1,RETRY,RETRY"
  })
  void eachStatusHasItsAction(int status, Action without, Action with) {
    assertThat(first(status, RetryAfterHeader.ABSENT)).isEqualTo(without);
    assertThat(first(status, RetryAfterHeader.PRESENT)).isEqualTo(with);
  }

  @Property
  void everyIntIsAStatusWithAnAction(@ForAll int status) {
    assertThat(first(status, RetryAfterHeader.ABSENT)).isNotNull();
  }

  /**
   * Every way to get no answer: what follows, and whether the endpoint may have had the request.
   */
  @ParameterizedTest
  @CsvSource({
    "UNKNOWN_HOST,RETRY,NO",
    "CONNECT_REFUSED,RETRY,NO",
    "CONNECT_TIMEOUT,RETRY,NO",
    "PROXY_REFUSED,RETRY,NO",
    "PROXY_UNAUTHORIZED,HOLD,NO",
    "CERTIFICATE,HOLD,NO",
    "TLS,RETRY,NO",
    "TLS_FILES,HOLD,NO",
    "STALE_CONNECTION,FRESH,NO",
    "WRITE_BROKEN,RETRY,PARTLY",
    "NO_RESPONSE_REUSED,FRESH,YES",
    "NO_RESPONSE,RETRY,YES",
    "TIMEOUT,RETRY,YES",
    "PROTOCOL,FRESH,YES",
    "STREAM_REFUSED,FRESH,NO",
    "STREAM_RESET,RETRY,YES",
    "CALM_DOWN,RETRY_AFTER,YES",
    "CANCELED,RETRY,YES",
    "OTHER_IO,RETRY,YES"
  })
  void eachFailureHasItsAction(FailureKind kind, Action action, FailureKind.Sent sent) {
    assertThat(ResponseTable.ofFailure(kind).action(1, 0)).isEqualTo(action);
    assertThat(kind.sent()).isEqualTo(sent);
  }

  @ParameterizedTest
  @EnumSource(FailureKind.class)
  void noFailureIsForgottenAndNoneLosesEvents(FailureKind kind) {
    Action action = table.of(new ExchangeResult.Failed(kind, "x")).action(1, 0);
    assertThat(action).isNotIn(Action.DROP, Action.OK, Action.SPLIT);
  }

  @ParameterizedTest
  @CsvSource({"600", "99"})
  void anUnknownStatusIsRetriedFiveTimesThenHeld(int status) {
    Rule rule = table.ofStatus(status, RetryAfterHeader.ABSENT);
    assertThat(rule.action(5, 0)).isEqualTo(Action.RETRY);
    assertThat(rule.action(6, 0)).isEqualTo(Action.HOLD);
  }

  @Test
  void whatIsNotHttpIsHeldAfterOneFreshAttemptAndFiveMore() {
    Rule rule = ResponseTable.ofFailure(FailureKind.PROTOCOL);
    assertThat(rule.action(6, 0)).isEqualTo(Action.FRESH);
    assertThat(rule.action(7, 0)).isEqualTo(Action.HOLD);
  }

  @Test
  void aFormatForbidsToRepeatAndNothingElse() {
    ResponseTable strict = new ResponseTable(retry(Set.of(500), Set.of()), status -> true);
    assertThat(strict.ofStatus(503, RetryAfterHeader.ABSENT).action(1, 0)).isEqualTo(Action.DROP);
    assertThat(strict.ofStatus(503, RetryAfterHeader.PRESENT).action(1, 0)).isEqualTo(Action.DROP);
    assertThat(strict.ofStatus(408, RetryAfterHeader.ABSENT).action(1, 0)).isEqualTo(Action.DROP);
    assertThat(strict.ofStatus(500, RetryAfterHeader.ABSENT).action(1, 0)).isEqualTo(Action.RETRY);
    assertThat(strict.ofStatus(429, RetryAfterHeader.ABSENT).action(1, 0))
        .isEqualTo(Action.RETRY_AFTER);
    assertThat(strict.ofStatus(404, RetryAfterHeader.ABSENT).action(1, 0)).isEqualTo(Action.RETRY);
    assertThat(strict.ofStatus(200, RetryAfterHeader.ABSENT).action(1, 0)).isEqualTo(Action.OK);
  }

  @ParameterizedTest
  @EnumSource(names = {"TLS", "PROXY_REFUSED"})
  void aBrokenHandshakeIsRetriedFiveTimesThenHeld(FailureKind kind) {
    assertThat(ResponseTable.ofFailure(kind).action(5, 0)).isEqualTo(Action.RETRY);
    assertThat(ResponseTable.ofFailure(kind).action(6, 0)).isEqualTo(Action.HOLD);
  }

  @Test
  void aMissingRouteIsRetriedForFiveMinutesThenHeld() {
    long fiveMinutes = TimeUnit.MINUTES.toNanos(5);
    for (int status : List.of(404, 405)) {
      Rule rule = table.ofStatus(status, RetryAfterHeader.ABSENT);
      assertThat(rule.action(1000, fiveMinutes - 1)).isEqualTo(Action.RETRY);
      assertThat(rule.action(2, fiveMinutes)).isEqualTo(Action.HOLD);
    }
  }

  @Test
  void anUnknownHostIsNotAskedAgainWhileTheJvmRemembersIt() {
    assertThat(ResponseTable.ofFailure(FailureKind.UNKNOWN_HOST).minDelayNanos())
        .isEqualTo(TimeUnit.SECONDS.toNanos(10));
  }

  @Test
  void theUserCanChangeWhatIsRetried() {
    ResponseTable changed =
        new ResponseTable(retry(Set.of(400, 501), Set.of(404, 503)), RetryProfile.USUAL);
    assertThat(changed.ofStatus(400, RetryAfterHeader.ABSENT).action(1, 0)).isEqualTo(Action.RETRY);
    assertThat(changed.ofStatus(501, RetryAfterHeader.PRESENT).action(1, 0))
        .isEqualTo(Action.RETRY_AFTER);
    assertThat(changed.ofStatus(404, RetryAfterHeader.ABSENT).action(1, 0)).isEqualTo(Action.DROP);
    assertThat(changed.ofStatus(503, RetryAfterHeader.PRESENT).action(1, 0)).isEqualTo(Action.DROP);
  }

  @Test
  void aBodyThatWasNeverSentIsSplit() {
    assertThat(table.of(new ExchangeResult.TooLarge(1)).action(1, 0)).isEqualTo(Action.SPLIT);
    assertThat(table.of(new ExchangeResult.RenderingFailed(new OutOfMemoryError())).action(1, 0))
        .isEqualTo(Action.SPLIT);
  }
}

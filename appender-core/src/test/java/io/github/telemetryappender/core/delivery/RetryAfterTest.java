package io.github.telemetryappender.core.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.telemetryappender.core.transport.ExchangeResult;
import io.github.telemetryappender.core.transport.Header;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RetryAfterTest {

  private static final String DATE = "Wed, 21 Oct 2026 07:28:00 GMT";

  private static OptionalLong read(String retryAfter) {
    return read(retryAfter, DATE);
  }

  private static OptionalLong read(String retryAfter, String date) {
    return RetryAfter.nanos(
        new ExchangeResult.Answered(
            503,
            List.of(new Header("retry-after", retryAfter), new Header("Date", date)),
            new byte[0],
            ExchangeResult.BodyState.COMPLETE));
  }

  @ParameterizedTest
  @CsvSource({"1,1", "30,30", "  7  ,7", "3600,3600", "3601,3600", "9223372036854775807,3600"})
  void secondsAreReadAndCappedAtAnHour(String text, long seconds) {
    assertThat(read(text)).hasValue(TimeUnit.SECONDS.toNanos(seconds));
  }

  @Test
  void whereNothingIsAskedForNothingIsRead() {
    List<Header> none = List.of(new Header("Date", DATE));
    ExchangeResult.Answered answer =
        new ExchangeResult.Answered(503, none, new byte[0], ExchangeResult.BodyState.COMPLETE);
    assertThat(RetryAfter.nanos(answer)).isEmpty();
  }

  @Test
  void aDateIsHeldAgainstTheServersOwnDate() {
    assertThat(read("Wed, 21 Oct 2026 07:28:42 GMT")).hasValue(TimeUnit.SECONDS.toNanos(42));
  }

  @ParameterizedTest
  @ValueSource(strings = {"Wednesday, 21-Oct-26 07:28:42 GMT", "Wed Oct 21 07:28:42 2026"})
  void aDateMayBeWrittenAsItOnceWas(String date) {
    assertThat(read(date)).hasValue(TimeUnit.SECONDS.toNanos(42));
    assertThat(read("Wed, 21 Oct 2026 07:29:00 GMT", date)).hasValue(TimeUnit.SECONDS.toNanos(18));
  }

  @Test
  void nineteenDigitsAreANumberAndTwentyAreNot() {
    assertThat(read("0000000000000000007")).hasValue(TimeUnit.SECONDS.toNanos(7));
    assertThat(read("00000000000000000007")).isEmpty();
  }

  @Test
  void aDateFarAwayIsCappedAtAnHour() {
    assertThat(read("Fri, 31 Dec 9999 23:59:59 GMT")).hasValue(RetryAfter.MAX_NANOS);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "0",
        "-1",
        "+5",
        "1.5",
        "soon",
        "99999999999999999999",
        "9999999999999999999",
        "Wed, 21 Oct 2026 07:27:00 GMT",
        "Wed, 21 Oct 2026 07:28:00 GMT",
        "2026-10-21T07:28:42Z",
        "1e3",
        "٣",
        "1\n2"
      })
  void whatCannotBeReadOrIsNotAheadCountsAsAbsent(String text) {
    assertThat(read(text)).isEmpty();
  }

  @Test
  void aDateWithoutTheServersDateCountsAsAbsent() {
    assertThat(read("Wed, 21 Oct 2026 07:28:42 GMT", "yesterday")).isEmpty();
    assertThat(
            RetryAfter.nanos(
                new ExchangeResult.Answered(
                    503,
                    List.of(new Header("Retry-After", DATE)),
                    new byte[0],
                    ExchangeResult.BodyState.COMPLETE)))
        .isEmpty();
  }

  @Property
  void anyTextGivesNothingOrAWaitWithinAnHour(@ForAll String text) {
    OptionalLong nanos = read(text);
    assertThat(nanos.orElse(1)).isBetween(1L, RetryAfter.MAX_NANOS);
  }
}

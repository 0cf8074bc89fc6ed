package io.github.telemetryappender.it;

import io.github.telemetryappender.core.auth.Token;
import io.github.telemetryappender.core.auth.TokenProvider;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

/** A user's provider, named in the settings: its tokens are {@code token-1}, {@code token-2}, …. */
public final class NumberedTokens implements TokenProvider {

  /** Static, as the appender makes the instance. */
  private static final AtomicInteger FETCHED = new AtomicInteger();

  static void startAgain() {
    FETCHED.set(0);
  }

  static int fetchedTokens() {
    return FETCHED.get();
  }

  @Override
  public Token fetch() {
    return Token.lasting("token-" + FETCHED.incrementAndGet(), Duration.ofHours(1));
  }
}

package io.github.telemetryappender.core.auth;

import static java.time.Duration.ofMinutes;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.telemetryappender.core.settings.AuthConfig;
import io.github.telemetryappender.core.settings.SettingsException;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Drives every way to fail with a marked secret, and searches every text that came of it. */
class SecrecyTest {

  private static final String SECRET = "mArKeD-5ecret";

  private final List<String> texts = new ArrayList<>();

  @AfterEach
  void noTextHoldsTheSecret() {
    String basic =
        Base64.getEncoder().encodeToString(("user:" + SECRET).getBytes(StandardCharsets.UTF_8));
    assertThat(texts).isNotEmpty();
    assertThat(texts).noneMatch(text -> text.contains("mArKeD")).noneMatch(t -> t.contains(basic));
  }

  @Test
  void credentialsThatNeverChange() {
    for (AuthConfig auth :
        List.of(
            new AuthConfig.BearerToken(SECRET),
            new AuthConfig.ApiKey("X-API-Key", SECRET),
            new AuthConfig.Basic("user", SECRET))) {
      RecordingCredentialListener listener = new RecordingCredentialListener();
      Credentials credentials = credentials(auth, listener);
      texts.add(auth.toString());
      texts.add(credentials.toString());
      texts.add(String.valueOf(credentials.header(0)));
      texts.add(credentials.refused(1, 401, "Bearer realm=\"x\"", 0).toString());
      texts.addAll(listener.lines());
    }
  }

  @Test
  void credentialsThatAreRefusedWhenConfigured() {
    for (AuthConfig auth :
        List.of(
            new AuthConfig.BearerToken(SECRET + "\n"),
            new AuthConfig.BearerToken(SECRET + " x"),
            new AuthConfig.BearerToken(SECRET + "\u00fc"),
            new AuthConfig.ApiKey("X-API-Key", " " + SECRET),
            new AuthConfig.ApiKey("X-API-Key", SECRET + "\u0000"),
            new AuthConfig.Basic("user", SECRET + "\n"),
            new AuthConfig.Basic("us:er", SECRET),
            new AuthConfig.Basic("user" + SECRET + ":", ""))) {
      try {
        credentials(auth, new RecordingCredentialListener());
        throw new AssertionError("accepted");
      } catch (SettingsException e) {
        texts.add(stackTrace(e));
      }
    }
  }

  @Test
  void providersThatCannotBeMade() {
    for (Class<?> type : List.of(FailsInConstructor.class, FailsInInitializer.class)) {
      try {
        ProviderLoader.load(type.getName());
        throw new AssertionError("made");
      } catch (SettingsException e) {
        texts.add(stackTrace(e));
      }
    }
  }

  @Test
  void everythingThatCanHappenToTokens() {
    CredentialBench bench = new CredentialBench(FixedRandom.LOWEST);
    bench.step();
    for (Throwable failure :
        List.of(
            new IOException(SECRET, new IllegalStateException(SECRET)),
            new CompletionException(SECRET, new IOException(SECRET)),
            new Talkative(),
            new StackOverflowError(SECRET),
            new TerminalCredentialException(null, new IOException(SECRET)),
            new TerminalCredentialException(" ", new IOException(SECRET)))) {
      bench.fail(failure);
      note(bench);
      bench.advance(ofMinutes(6));
    }
    for (Token unusable :
        List.of(
            Token.of(SECRET + "\n"),
            Token.of(SECRET + "\u00fc"),
            Token.lasting(SECRET, ofSeconds(1)),
            Token.until(SECRET, Instant.EPOCH))) {
      texts.add(unusable.toString());
      bench.answer(unusable);
      note(bench);
      bench.advance(ofMinutes(6));
    }

    bench.answer(Token.lasting(SECRET, ofMinutes(60)));
    note(bench);
    texts.add(bench.refuse(401).toString());
    bench.fail(new TerminalCredentialException("x".repeat(190) + SECRET + " was revoked"));
    note(bench);
    bench.advance(ofMinutes(6));
    bench.answer(Token.of(SECRET));
    texts.add(bench.refuse(401).toString());
    texts.add(bench.refuse(403, "Bearer error=\"x\"").toString());
    note(bench);
    bench.credentials.close();
    note(bench);
  }

  @Test
  void whatIsKeptInside() throws Exception {
    texts.add(Grant.of(Token.of(SECRET), 0, 0).toString());
    texts.add(Grant.of(Token.lasting(SECRET, ofSeconds(100)), 0, 0).toString());
    texts.add(Token.of(SECRET).toString());
    texts.add(new ProviderTokenSource(() -> Token.of(SECRET)).toString());
  }

  private void note(CredentialBench bench) {
    texts.add(bench.credentials.toString());
    texts.add(String.valueOf(bench.credentials.header(bench.now())));
    texts.addAll(bench.listener.lines());
  }

  private static Credentials credentials(AuthConfig auth, CredentialListener listener) {
    return Credentials.of(
        auth,
        new FakeTicker(),
        FixedRandom.LOWEST,
        Runnable::run,
        listener,
        ScriptedEndpoint::none);
  }

  private static String stackTrace(Throwable failure) {
    StringWriter text = new StringWriter();
    failure.printStackTrace(new PrintWriter(text, true));
    return text.toString();
  }

  /** An exception whose own methods fail, and tell. */
  private static final class Talkative extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Talkative() {
      super(SECRET);
    }

    @Override
    public synchronized Throwable getCause() {
      throw new IllegalStateException(SECRET);
    }

    @Override
    public String toString() {
      return SECRET;
    }
  }

  public static final class FailsInConstructor implements TokenProvider {
    public FailsInConstructor() {
      throw new IllegalStateException(SECRET, new IOException(SECRET));
    }

    @Override
    public Token fetch() {
      return Token.of(SECRET);
    }
  }

  public static final class FailsInInitializer implements TokenProvider {
    static final Token TOKEN = fail();

    private static Token fail() {
      throw new IllegalStateException(SECRET);
    }

    @Override
    public Token fetch() {
      return TOKEN;
    }
  }
}

package io.github.telemetryappender.core.auth;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.telemetryappender.core.settings.AuthConfig;
import io.github.telemetryappender.core.settings.SettingsException;
import io.github.telemetryappender.core.time.Clock;
import java.time.Duration;
import java.util.SplittableRandom;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** From the name of a class to the header of a request, with the real parts. */
@Timeout(20)
class ProvidedCredentialsTest {

  private final LinkedBlockingQueue<Runnable> mailbox = new LinkedBlockingQueue<>();

  @Test
  void theProvidersTokenArrivesThroughTheMailbox() throws Exception {
    Clock clock = Clock.system();
    try (Credentials credentials = credentials(Tokens.class.getName())) {
      credentials.doWork(clock.nanos());
      mailbox.poll(10, SECONDS).run();

      assertThat(credentials.header(clock.nanos()).value()).isEqualTo("Bearer from-a-class");
      assertThat(credentials.toString())
          .isEqualTo("generation 1 of tokens from provider " + Tokens.class.getName());
    }
  }

  @Test
  void aClassThatIsNotThereIsRefusedAtStart() {
    assertThatThrownBy(() -> credentials("com.acme.Nowhere"))
        .isInstanceOf(SettingsException.class)
        .hasMessageStartingWith("auth.provider = com.acme.Nowhere was not found");
  }

  private Credentials credentials(String className) {
    return Credentials.of(
        new AuthConfig.Provider(className),
        Clock.system(),
        new SplittableRandom(1),
        mailbox::add,
        new RecordingCredentialListener(),
        ScriptedEndpoint::none);
  }

  public static final class Tokens implements TokenProvider {
    @Override
    public Token fetch() {
      return Token.lasting("from-a-class", Duration.ofHours(1));
    }
  }
}

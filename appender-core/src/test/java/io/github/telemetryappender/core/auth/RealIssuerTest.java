package io.github.telemetryappender.core.auth;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jwt.SignedJWT;
import io.github.telemetryappender.core.settings.AuthConfig;
import io.github.telemetryappender.core.settings.AuthConfig.ClientAuthentication;
import io.github.telemetryappender.core.settings.ConnectionConfig;
import io.github.telemetryappender.core.settings.DeliveryConfig;
import io.github.telemetryappender.core.time.Clock;
import io.github.telemetryappender.core.transport.OkHttpTransport;
import java.io.IOException;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import no.nav.security.mock.oauth2.MockOAuth2Server;
import no.nav.security.mock.oauth2.token.DefaultOAuth2TokenCallback;
import okhttp3.mockwebserver.RecordedRequest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Client credentials with a real issuer, over the real transport. */
class RealIssuerTest {

  private final MockOAuth2Server issuer = new MockOAuth2Server();

  @BeforeEach
  void start() throws IOException {
    issuer.start(InetAddress.getByName("127.0.0.1"), 0);
  }

  @AfterEach
  void stop() {
    issuer.shutdown();
  }

  @ParameterizedTest
  @EnumSource(ClientAuthentication.class)
  void aTokenIsIssued(ClientAuthentication authentication) throws Exception {
    issuer.enqueueCallback(
        new DefaultOAuth2TokenCallback("main", "shipper", "JWT", List.of("logs"), Map.of(), 600));
    OauthTokens tokens = tokens(authentication);
    Token token = tokens.fetch();
    tokens.close();

    SignedJWT issued = SignedJWT.parse(token.value());
    assertThat(issued.getJWTClaimsSet().getIssuer()).isEqualTo(issuer.issuerUrl("main").toString());
    assertThat(token.life()).isBetween(Duration.ofSeconds(590), Duration.ofSeconds(600));
    RecordedRequest request = issuer.takeRequest(5, TimeUnit.SECONDS);
    assertThat(request.getBody().readUtf8())
        .startsWith("grant_type=client_credentials")
        .contains("&scope=logs.write");
  }

  private OauthTokens tokens(ClientAuthentication authentication) {
    AuthConfig.Oauth2 config =
        new AuthConfig.Oauth2(
            issuer.tokenEndpointUrl("main").uri(),
            "shipper",
            "s3cret",
            null,
            "logs.write",
            null,
            authentication);
    OkHttpTransport transport =
        new OkHttpTransport(
            new DeliveryConfig(1, Duration.ofSeconds(5), Duration.ofSeconds(10)),
            ConnectionConfig.OF_THE_JVM,
            "auth",
            trouble -> {});
    return new OauthTokens(config, new TokenEndpoint(transport, Clock.system(), new ServerTime()));
  }
}

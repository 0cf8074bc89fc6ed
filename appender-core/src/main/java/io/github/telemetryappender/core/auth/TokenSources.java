package io.github.telemetryappender.core.auth;

import io.github.telemetryappender.core.settings.AuthConfig;
import io.github.telemetryappender.core.time.Clock;
import io.github.telemetryappender.core.transport.Transport;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Where the tokens of a configured credential come from. */
final class TokenSources {

  private TokenSources() {}

  /** Null for a credential that never changes. Fetches nothing yet. */
  static @Nullable TokenSource of(
      AuthConfig auth, Clock clock, Supplier<Transport> tokenTransport) {
    if (auth instanceof AuthConfig.Provider provider) {
      return new ProviderTokenSource(ProviderLoader.load(provider.className()));
    }
    OwnTokens own = own(auth, clock, tokenTransport);
    return own == null ? null : ProviderTokenSource.of(own);
  }

  private static @Nullable OwnTokens own(
      AuthConfig auth, Clock clock, Supplier<Transport> tokenTransport) {
    if (auth instanceof AuthConfig.TokenFile tokenFile) {
      return new FileTokens(tokenFile.path());
    }
    ServerTime serverTime = new ServerTime();
    if (auth instanceof AuthConfig.Oauth2 oauth2) {
      return new OauthTokens(oauth2, new TokenEndpoint(tokenTransport.get(), clock, serverTime));
    }
    if (auth instanceof AuthConfig.CredentialsFile credentialsFile) {
      TokenEndpoint endpoint = new TokenEndpoint(tokenTransport.get(), clock, serverTime);
      return new CredentialsFileTokens(credentialsFile.path(), endpoint, clock, serverTime);
    }
    return null;
  }
}

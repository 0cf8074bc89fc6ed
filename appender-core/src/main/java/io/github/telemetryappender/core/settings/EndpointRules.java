package io.github.telemetryappender.core.settings;

import java.net.URI;
import java.util.List;
import java.util.Optional;

/** Where to, in which form, and whether that is safe. */
final class EndpointRules {

  private final Choices choices;
  private final TypedText typedUrl;
  private final URI url;
  private final List<NameValue> headers;

  private EndpointRules(Choices choices, TypedText typedUrl) {
    this.choices = choices;
    this.typedUrl = typedUrl;
    this.url = SettingsTable.ENDPOINT.kind().read(typedUrl);
    this.headers = choices.all(SettingsTable.HEADER);
  }

  static EndpointConfig judge(Choices choices, AuthConfig auth, FormatRules format) {
    EndpointRules rules = new EndpointRules(choices, requiredUrl(choices));
    rules.requireSafeTransport(auth);
    rules.requireOneCredential(auth);
    return rules.endpoint(format);
  }

  private static TypedText requiredUrl(Choices choices) {
    return choices
        .text(SettingsTable.ENDPOINT)
        .orElseThrow(
            () ->
                new SettingsException(
                    "endpoint is not set: "
                        + SettingsTable.ENDPOINT.itIs()
                        + "; write it like https://logs.example.com/in"));
  }

  private void requireSafeTransport(AuthConfig auth) {
    if (EndpointUrl.isHttps(url) || LoopbackHost.isIn(url)) {
      return;
    }
    credentialInSight(auth).ifPresent(this::refuseCredentialInTheClear);
    if (!choices.value(SettingsTable.ALLOW_INSECURE)) {
      throw typedUrl.refused(
          "would send events unencrypted to another host",
          "use https://, or set allowInsecure = true where the network can be trusted");
    }
  }

  private void refuseCredentialInTheClear(String credential) {
    throw typedUrl.refused(
        "would send " + credential + " unencrypted to another host",
        "credentials need https://, even with allowInsecure; use https://, or remove the credential");
  }

  private Optional<String> credentialInSight(AuthConfig auth) {
    Optional<String> typed = AuthRules.kinds(choices).stream().findFirst();
    if (typed.isEmpty() && !(auth instanceof AuthConfig.None)) {
      return Optional.of("the credential of a " + auth);
    }
    return typed.or(
        () ->
            headers.stream()
                .map(NameValue::name)
                .filter(HeaderRules::carriesCredential)
                .map(name -> "header " + name)
                .findFirst());
  }

  private void requireOneCredential(AuthConfig auth) {
    AuthRules.header(auth)
        .filter(header -> headers.stream().anyMatch(h -> h.name().equalsIgnoreCase(header)))
        .ifPresent(
            header -> {
              throw new SettingsException(
                  "header = "
                      + header
                      + ": *** and "
                      + AuthRules.kinds(choices).stream().findFirst().orElse("a " + auth)
                      + " are both set: both fill the header "
                      + header
                      + "; remove one");
            });
  }

  private EndpointConfig endpoint(FormatRules format) {
    String index = format.index();
    URI withPath = EndpointUrl.hasPath(url) ? url : EndpointUrl.withPath(url, format.path(index));
    return new EndpointConfig(
        withPath,
        format.format().name(),
        format.compression(),
        headers,
        index,
        format.labels(),
        format.options());
  }
}

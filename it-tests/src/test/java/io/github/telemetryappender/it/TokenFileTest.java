package io.github.telemetryappender.it;

import static com.github.tomakehurst.wiremock.client.WireMock.unauthorized;
import static io.github.telemetryappender.it.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.telemetryappender.core.event.Severity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The credential stands in a file that somebody else replaces. */
class TokenFileTest extends ShippingContract {

  @TempDir Path folder;

  @Test
  void aReplacedTokenIsReadWhenTheOldOneIsRefusedAndNothingIsLost() throws IOException {
    Path file = Files.writeString(folder.resolve("token"), "token-1\n");
    start(settings("auth.tokenFile", file.toString()));
    logEach(Severity.INFO, 10);
    awaitDelivered(10);

    Files.writeString(folder.resolve("new"), "token-2\n");
    Files.move(folder.resolve("new"), file, StandardCopyOption.ATOMIC_MOVE);
    endpoint.answerWhere("Authorization", "Bearer token-1", unauthorized());
    logEach(Severity.ERROR, 10);
    awaitDelivered(20);

    assertThat(endpoint.exchanges(200).get(0).getRequest().getHeader("Authorization"))
        .isEqualTo("Bearer token-1");
    assertThat(endpoint.exchanges(401)).hasSize(1);
    assertThat(logging.statusLines())
        .noneSatisfy(line -> assertThat(line.text()).contains("token-"));
  }

  @Test
  void aTokenThatIsRefusedAgainIsReportedWhileItIsGivenTime() throws IOException {
    Path file = Files.writeString(folder.resolve("token"), "token-1\n");
    endpoint.answer(401);
    start(settings("auth.tokenFile", file.toString(), "shutdownTimeout", "100ms"));
    logEach(Severity.ERROR, 5);
    eventually("a report", () -> !warnings().isEmpty(), this::warnings);

    assertThat(warnings()).singleElement().asString().contains("answered 401; 5 events wait");
    assertThat(endpoint.exchanges(401)).hasSize(2);
    assertThat(logging.snapshot().total().held()).isEqualTo(5);
  }

  @Test
  void eventsWaitForAFileThatIsNotThereYet() throws IOException {
    Path file = folder.resolve("later");
    start(settings("auth.tokenFile", file.toString()));
    logEach(Severity.INFO, 10);
    eventually("a report", () -> !warnings().isEmpty(), this::warnings);
    assertThat(warnings())
        .singleElement()
        .asString()
        .contains("auth.tokenFile = " + file + " does not exist");
    assertThat(endpoint.exchanges()).isEmpty();

    Files.writeString(file, "token-1");
    awaitDelivered(10);
  }
}

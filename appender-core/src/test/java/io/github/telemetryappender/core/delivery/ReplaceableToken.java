package io.github.telemetryappender.core.delivery;

import io.github.telemetryappender.core.auth.TerminalCredentialException;
import io.github.telemetryappender.core.auth.Token;
import io.github.telemetryappender.core.auth.TokenSource;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** A token in a file that the test replaces; read at once, where somebody looks. */
final class ReplaceableToken implements TokenSource {

  private String inFile = "one";
  private String read = "";
  private @Nullable String heardDate;
  private boolean refuses;

  /** From now on asking is pointless until the file changes. */
  void refuse() {
    refuses = true;
  }

  void replace(String token) {
    inFile = token;
  }

  /** What the endpoint said of its time. */
  @Nullable String heardDate() {
    return heardDate;
  }

  @Override
  public void heardDate(@Nullable String date) {
    heardDate = date;
  }

  @Override
  public CompletableFuture<Token> fetch() {
    read = inFile;
    return refuses
        ? CompletableFuture.failedFuture(new TerminalCredentialException("refused"))
        : CompletableFuture.completedFuture(Token.of(read));
  }

  @Override
  public boolean isWatched() {
    return true;
  }

  @Override
  public CompletableFuture<Boolean> look() {
    return CompletableFuture.completedFuture(!inFile.equals(read));
  }

  @Override
  public void close() {}
}

package io.github.telemetryappender.core.delivery;

import io.github.telemetryappender.core.auth.Token;
import io.github.telemetryappender.core.auth.TokenSource;
import java.util.concurrent.CompletableFuture;

/** A token in a file that the test replaces; read at once, where somebody looks. */
final class ReplaceableToken implements TokenSource {

  private String inFile = "one";
  private String read = "";

  void replace(String token) {
    inFile = token;
  }

  @Override
  public CompletableFuture<Token> fetch() {
    read = inFile;
    return CompletableFuture.completedFuture(Token.of(read));
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

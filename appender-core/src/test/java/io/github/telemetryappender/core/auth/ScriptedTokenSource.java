package io.github.telemetryappender.core.auth;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Answers a fetch when told, with what it is told; fails when asked for two at a time. */
final class ScriptedTokenSource implements TokenSource {

  private final List<CompletableFuture<Token>> fetches = new ArrayList<>();
  private final List<CompletableFuture<Boolean>> looks = new ArrayList<>();
  private boolean watched;
  private int closeCount;

  @Override
  public CompletableFuture<Token> fetch() {
    if (isUnderWay()) {
      throw new AssertionError("a fetch is under way already");
    }
    CompletableFuture<Token> answer = new CompletableFuture<>();
    fetches.add(answer);
    return answer;
  }

  @Override
  public void close() {
    closeCount++;
  }

  /** From now on it has files behind it. */
  void watch() {
    watched = true;
  }

  @Override
  public boolean isWatched() {
    return watched;
  }

  @Override
  public CompletableFuture<Boolean> look() {
    if (isLooking()) {
      throw new AssertionError("a look is under way already");
    }
    CompletableFuture<Boolean> answer = new CompletableFuture<>();
    looks.add(answer);
    return answer;
  }

  int lookCount() {
    return looks.size();
  }

  CompletableFuture<Boolean> latestLook() {
    return looks.get(looks.size() - 1);
  }

  boolean isLooking() {
    return !looks.isEmpty() && !latestLook().isDone();
  }

  void looked(boolean changed) {
    if (!latestLook().complete(changed)) {
      throw new AssertionError("no look is under way");
    }
  }

  boolean isUnderWay() {
    return !fetches.isEmpty() && !latest().isDone();
  }

  int fetchCount() {
    return fetches.size();
  }

  int closeCount() {
    return closeCount;
  }

  CompletableFuture<Token> latest() {
    return fetches.get(fetches.size() - 1);
  }

  void answer(Token token) {
    if (!latest().complete(token)) {
      throw new AssertionError("no fetch is under way");
    }
  }

  void fail(Throwable failure) {
    if (!latest().completeExceptionally(failure)) {
      throw new AssertionError("no fetch is under way");
    }
  }

  @Override
  public String toString() {
    return "a scripted source";
  }
}

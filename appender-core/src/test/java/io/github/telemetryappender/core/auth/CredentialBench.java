package io.github.telemetryappender.core.auth;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.random.RandomGenerator;

/** Token credentials between doubles, in virtual time, with the delivery thread's part played. */
final class CredentialBench {

  final FakeTicker ticker = new FakeTicker();
  final ScriptedTokenSource source = new ScriptedTokenSource();
  final RecordingCredentialListener listener = new RecordingCredentialListener();
  final Queue<Runnable> mailbox = new ArrayDeque<>();
  final Credentials credentials;

  CredentialBench(RandomGenerator random) {
    credentials = Credentials.refreshed(source, ticker, random, mailbox::add, listener);
  }

  /** A bench whose first token has arrived. */
  static CredentialBench with(Token token) {
    return with(token, FixedRandom.LOWEST);
  }

  static CredentialBench with(Token token, RandomGenerator random) {
    CredentialBench bench = new CredentialBench(random);
    bench.step();
    bench.answer(token);
    return bench;
  }

  /** A bench whose first token was refused, and whose second has arrived in its place. */
  static CredentialBench withReplacement(Token token) {
    CredentialBench bench = with(Token.of("first"));
    bench.refuse(401);
    bench.answer(token);
    return bench;
  }

  long now() {
    return ticker.nanos();
  }

  /** What the delivery thread does when it wakes. */
  long step() {
    for (Runnable letter = mailbox.poll(); letter != null; letter = mailbox.poll()) {
      letter.run();
    }
    return credentials.doWork(now());
  }

  long advance(Duration duration) {
    ticker.advance(duration);
    return step();
  }

  void answer(Token token) {
    source.answer(token);
    step();
  }

  void fail(Throwable failure) {
    source.fail(failure);
    step();
  }

  Verdict refuse(int status) {
    return refuse(status, null);
  }

  Verdict refuse(int status, String challenge) {
    return credentials.refused(credentials.generation(), status, challenge, now());
  }

  void accept() {
    credentials.accepted(credentials.generation());
  }

  Readiness readiness() {
    return credentials.readiness(now());
  }

  /** The token that a request sent now carries, or null. */
  String sent() {
    var header = credentials.header(now());
    return header == null ? null : header.value().substring("Bearer ".length());
  }
}

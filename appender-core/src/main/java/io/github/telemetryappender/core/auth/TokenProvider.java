package io.github.telemetryappender.core.auth;

/**
 * Where bearer tokens come from: a class of the application's, named in {@code auth.provider} by
 * its binary name ({@code com.acme.Tokens}, {@code com.acme.Tokens$Cloud}).
 *
 * <p>The class needs a public constructor without parameters. It is looked up in the context class
 * loader of the thread that starts the appender, then in the appender's own, and constructed once,
 * at start; the constructor must not fetch, as it runs on a thread of the application.
 *
 * <pre>{@code
 * public final class Tokens implements TokenProvider {
 *   public Token fetch() throws Exception {
 *     Grant grant = askTheTokenEndpoint();
 *     return Token.lasting(grant.accessToken(), Duration.ofSeconds(grant.expiresIn()));
 *   }
 * }
 * }</pre>
 */
public interface TokenProvider {

  /**
   * Fetches a new token. Asked once when the appender starts, then ahead of each token's end, and
   * when the endpoint refused the token in use. Sent as {@code Authorization: Bearer <value>}.
   *
   * <p>Called on a daemon thread that exists for this call, whose context class loader is that of
   * the class; it may block. A call that takes more than 30 s is interrupted and given up, and
   * counts as failed; only if it hangs on nevertheless can a later call run beside it. Otherwise
   * there is never more than one call at a time.
   *
   * <p>After a failure the call is repeated, first after at most 1 s, in the end after at most 60
   * s; the token in use stays in use until 5 s before its end. What is logged in here never enters
   * the appender.
   *
   * @return a token that is new, or still good; never null
   * @throws TerminalCredentialException when asking again is pointless until somebody intervenes:
   *     the call is repeated every 5 min then
   * @throws Exception any other failure; its message may hold a secret, so that only its type and
   *     place are reported
   */
  Token fetch() throws Exception;
}

package io.github.telemetryappender.core.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.telemetryappender.core.transport.FailureClassifier.Finding;
import io.github.telemetryappender.core.transport.Reach.Connection;
import io.github.telemetryappender.core.transport.Reach.Path;
import io.github.telemetryappender.core.transport.Reach.Stage;
import java.io.EOFException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.ProtocolException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateExpiredException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLPeerUnverifiedException;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Assume;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import okhttp3.HttpUrl;
import okhttp3.internal.http2.ConnectionShutdownException;
import okhttp3.internal.http2.ErrorCode;
import okhttp3.internal.http2.StreamResetException;
import org.junit.jupiter.api.Test;

class FailureClassifierTest {

  private static final List<Supplier<Throwable>> SHAPES =
      List.of(
          () -> new IOException("Canceled"),
          () -> new IOException(),
          () -> new IOException("unexpected end of stream"),
          () -> new EOFException(),
          () -> new SocketException("Connection reset"),
          () -> new SocketTimeoutException("Connect timed out"),
          () -> new InterruptedIOException("timeout"),
          () -> new InterruptedIOException("interrupted"),
          () -> new UnknownHostException("x"),
          () -> new ConnectException("Connection refused"),
          () -> new ConnectException("Connection timed out"),
          () -> new ConnectException(),
          () -> new NoRouteToHostException("x"),
          () -> new ProtocolException("x"),
          () -> new SSLException("x"),
          () -> new SSLHandshakeException("x"),
          () -> new SSLPeerUnverifiedException("x"),
          () -> new CertificateExpiredException("x"),
          () -> new CertPathBuilderException("x"),
          () -> new ConnectionShutdownException(),
          () -> new StreamResetException(ErrorCode.REFUSED_STREAM),
          () -> new StreamResetException(ErrorCode.ENHANCE_YOUR_CALM),
          () -> new StreamResetException(ErrorCode.CANCEL),
          () -> new ProxyUnauthorizedException(),
          () -> new UnaskedAnswerException(),
          () -> new IllegalStateException("x"),
          () -> new NumberFormatException(null),
          () -> new OutOfMemoryError(),
          () -> new AssertionError());

  @Property(edgeCases = EdgeCasesMode.NONE)
  void everyTreeHasAKindAndADetail(
      @ForAll("trees") List<Branch> branches, @ForAll("reaches") Reach reach) {
    Finding finding = FailureClassifier.find(grown(branches), reach);

    assertThat(finding.kind()).isNotNull();
    HttpUrl url = HttpUrl.get("https://endpoint.test/logs?key=secret");
    assertThat(FailureDetail.of(finding, url, List.of()))
        .startsWith("endpoint.test:443 ")
        .doesNotContain("secret")
        .doesNotContainPattern("\\p{Cntrl}")
        .hasSizeLessThanOrEqualTo(300);
  }

  @Property(edgeCases = EdgeCasesMode.NONE)
  void whatDidNotGetToSendingIsNeverSaidToHaveBrokenThere(
      @ForAll("trees") List<Branch> branches, @ForAll("reaches") Reach reach) {
    Assume.that(!reach.hasBegunToSend());

    assertThat(FailureClassifier.find(grown(branches), reach).kind())
        .isNotIn(
            FailureKind.WRITE_BROKEN,
            FailureKind.NO_RESPONSE,
            FailureKind.NO_RESPONSE_REUSED,
            FailureKind.STREAM_RESET);
  }

  @Property(edgeCases = EdgeCasesMode.NONE)
  void whatWasSentIsNeverSaidNotToHaveLeftForWantOfAConnection(
      @ForAll("trees") List<Branch> branches, @ForAll("reaches") Reach reach) {
    Assume.that(reach.hasBegunToSend());

    assertThat(FailureClassifier.find(grown(branches), reach).kind())
        .isNotIn(
            FailureKind.UNKNOWN_HOST,
            FailureKind.CONNECT_REFUSED,
            FailureKind.CONNECT_TIMEOUT,
            FailureKind.PROXY_REFUSED,
            FailureKind.CERTIFICATE);
  }

  /** One more exception: hangs below an earlier one, and may know another earlier one too. */
  record Branch(int shape, int parent, Link link, int back) {}

  enum Link {
    CAUSE,
    SUPPRESSED,
    SUPPRESSED_AND_ROUND
  }

  @Provide
  Arbitrary<List<Branch>> trees() {
    Arbitrary<Integer> number = Arbitraries.integers().between(0, 100);
    return Combinators.combine(number, number, Arbitraries.of(Link.class), number)
        .as(Branch::new)
        .list()
        .ofMinSize(1)
        .ofMaxSize(8);
  }

  @Provide
  Arbitrary<Reach> reaches() {
    return Combinators.combine(
            Arbitraries.of(Stage.class),
            Arbitraries.of(Connection.class),
            Arbitraries.of(Path.class))
        .as(Reach::new);
  }

  private static Throwable grown(List<Branch> branches) {
    List<Throwable> parts = new ArrayList<>();
    for (Branch branch : branches) {
      Throwable part = SHAPES.get(branch.shape() % SHAPES.size()).get();
      if (!parts.isEmpty()) {
        hang(part, parts.get(branch.parent() % parts.size()), branch.link());
        part.addSuppressed(
            branch.link() == Link.SUPPRESSED_AND_ROUND
                ? parts.get(branch.back() % parts.size())
                : new IOException("leaf"));
      }
      parts.add(part);
    }
    return parts.get(0);
  }

  private static void hang(Throwable part, Throwable parent, Link link) {
    if (link == Link.CAUSE && parent.getCause() == null) {
      try {
        parent.initCause(part);
        return;
      } catch (IllegalStateException causeIsSettled) {
        parent.addSuppressed(causeIsSettled);
      }
    }
    parent.addSuppressed(part);
  }

  @Test
  void connectTimeoutOfTheKernelIsNoRefusal() {
    Throwable asOkHttpWrapsIt =
        new ConnectException("Failed to connect to /10.0.0.1:4318")
            .initCause(new ConnectException("Connection timed out"));

    assertThat(kindAt(Stage.CONNECTING, new ConnectException("Connection timed out")))
        .isEqualTo(FailureKind.CONNECT_TIMEOUT);
    assertThat(kindAt(Stage.CONNECTING, new IOException("somebody's lunch timed out")))
        .isEqualTo(FailureKind.CONNECT_REFUSED);
    assertThat(kindAt(Stage.CONNECTING, asOkHttpWrapsIt)).isEqualTo(FailureKind.CONNECT_TIMEOUT);
  }

  @Test
  void unknownTroubleWhileConnectingWasNotSent() {
    assertThat(kindAt(Stage.CONNECTING, new SocketException("Too many open files")))
        .isEqualTo(FailureKind.CONNECT_REFUSED);
    assertThat(kindAt(Stage.SECURING, new SocketException("Connection reset")))
        .isEqualTo(FailureKind.TLS);
  }

  @Test
  void mostTellingFailureOfSeveralAddressesIsTaken() {
    Throwable refused = new ConnectException("Connection refused");
    refused.addSuppressed(new SocketTimeoutException("Connect timed out"));
    assertThat(kindAt(Stage.CONNECTING, refused)).isEqualTo(FailureKind.CONNECT_REFUSED);

    refused.addSuppressed(
        new SSLHandshakeException("PKIX").initCause(new CertificateExpiredException("expired")));
    assertThat(kindAt(Stage.SECURING, refused)).isEqualTo(FailureKind.CERTIFICATE);
  }

  @Test
  void brokenTlsConnectionAfterSendingIsNoTlsFailure() {
    SSLException broken = new SSLException("Connection reset", new SocketException("reset"));

    assertThat(kindAt(Stage.SENT, broken)).isEqualTo(FailureKind.NO_RESPONSE);
    assertThat(kindAt(Stage.WRITING, broken)).isEqualTo(FailureKind.WRITE_BROKEN);
  }

  @Test
  void callTimeoutIsToldByHowFarItCame() {
    Throwable timeout =
        new InterruptedIOException("timeout").initCause(new SocketException("Socket closed"));

    assertThat(kindAt(Stage.RESOLVING, timeout)).isEqualTo(FailureKind.UNKNOWN_HOST);
    assertThat(kindAt(Stage.CONNECTING, timeout)).isEqualTo(FailureKind.CONNECT_TIMEOUT);
    assertThat(kindAt(Stage.SECURING, timeout)).isEqualTo(FailureKind.CONNECT_TIMEOUT);
    assertThat(kindAt(Stage.WRITING, timeout)).isEqualTo(FailureKind.TIMEOUT);
    assertThat(kindAt(Stage.SENT, timeout)).isEqualTo(FailureKind.TIMEOUT);
  }

  @Test
  void http2ThatShutsDownRefusedTheStream() {
    assertThat(kindAt(Stage.WRITING, new ConnectionShutdownException()))
        .isEqualTo(FailureKind.STREAM_REFUSED);
  }

  private static FailureKind kindAt(Stage stage, Throwable failure) {
    return FailureClassifier.find(failure, new Reach(stage, Connection.NEW, Path.DIRECT)).kind();
  }

  private static final Stage[] BEFORE = {
    Stage.STARTING, Stage.RESOLVING, Stage.CONNECTING, Stage.SECURING
  };
  private static final Stage[] BEHIND = {Stage.WRITING, Stage.SENT, Stage.ANSWERED};

  private static FailureKind kind(Stage stage, Connection connection, Path path, Throwable thrown) {
    return FailureClassifier.find(thrown, new Reach(stage, connection, path)).kind();
  }

  private static void assertKind(FailureKind kind, Stage[] stages, Supplier<Throwable> shape) {
    for (Stage stage : stages) {
      for (Path path : Path.values()) {
        assertThat(kind(stage, Connection.NEW, path, shape.get()))
            .as("%s at %s by %s", shape.get(), stage, path)
            .isEqualTo(kind);
      }
    }
  }

  @Test
  void whileConnectingTheShapeTells() {
    assertKind(FailureKind.CERTIFICATE, BEFORE, () -> new SSLPeerUnverifiedException("x"));
    assertKind(FailureKind.CERTIFICATE, BEFORE, () -> new CertificateExpiredException("x"));
    assertKind(FailureKind.CERTIFICATE, BEFORE, () -> new CertPathBuilderException("x"));
    assertKind(FailureKind.CERTIFICATE, BEFORE, () -> new CertPathValidatorException("x"));
    assertKind(FailureKind.PROXY_UNAUTHORIZED, BEFORE, ProxyUnauthorizedException::new);
    assertKind(FailureKind.TLS, BEFORE, () -> new SSLException("x"));
    assertKind(FailureKind.TLS, BEFORE, () -> new SSLHandshakeException("x"));
    assertKind(FailureKind.UNKNOWN_HOST, BEFORE, () -> new UnknownHostException("x"));
    assertKind(FailureKind.CONNECT_TIMEOUT, BEFORE, () -> new SocketTimeoutException("x"));
    assertKind(FailureKind.CONNECT_TIMEOUT, BEFORE, () -> new ConnectException("x timed out"));
    assertKind(FailureKind.CONNECT_REFUSED, BEFORE, () -> new ConnectException("x"));
    assertKind(FailureKind.CONNECT_REFUSED, BEFORE, () -> new ConnectException());
    assertKind(FailureKind.CONNECT_REFUSED, BEFORE, () -> new NoRouteToHostException("x"));
    assertKind(FailureKind.CANCELED, BEFORE, () -> new IOException("Canceled"));
    assertKind(FailureKind.CANCELED, BEFORE, () -> new IOException("canceled"));
    assertKind(FailureKind.CANCELED, BEFORE, () -> new InterruptedIOException("interrupted"));
  }

  @Test
  void behindThatTheShapeTellsOtherThings() {
    assertKind(
        FailureKind.STREAM_REFUSED,
        BEHIND,
        () -> new StreamResetException(ErrorCode.REFUSED_STREAM));
    assertKind(
        FailureKind.CALM_DOWN, BEHIND, () -> new StreamResetException(ErrorCode.ENHANCE_YOUR_CALM));
    assertKind(FailureKind.STREAM_RESET, BEHIND, () -> new StreamResetException(ErrorCode.CANCEL));
    assertKind(
        FailureKind.STREAM_RESET, BEHIND, () -> new StreamResetException(ErrorCode.INTERNAL_ERROR));
    assertKind(FailureKind.STREAM_REFUSED, BEHIND, ConnectionShutdownException::new);
    assertKind(FailureKind.STALE_CONNECTION, BEHIND, UnaskedAnswerException::new);
    assertKind(FailureKind.PROTOCOL, BEHIND, () -> new ProtocolException("x"));
    assertKind(FailureKind.TLS, BEHIND, () -> new SSLHandshakeException("x"));
    assertKind(FailureKind.TIMEOUT, BEHIND, () -> new SocketTimeoutException("x"));
    assertKind(FailureKind.CANCELED, BEHIND, () -> new IOException("Canceled"));
    assertKind(FailureKind.CANCELED, BEHIND, () -> new IOException("canceled"));
    assertKind(FailureKind.CANCELED, BEHIND, () -> new InterruptedIOException("interrupted"));
  }

  @Test
  void whatHasNoTellingShapeIsToldByHowFarItCame() {
    Supplier<Throwable> reset = () -> new SocketException("Connection reset");
    assertKind(FailureKind.OTHER_IO, new Stage[] {Stage.STARTING}, reset);
    assertKind(FailureKind.UNKNOWN_HOST, new Stage[] {Stage.RESOLVING}, reset);
    assertThat(kind(Stage.CONNECTING, Connection.NEW, Path.DIRECT, reset.get()))
        .isEqualTo(FailureKind.CONNECT_REFUSED);
    assertThat(kind(Stage.CONNECTING, Connection.NEW, Path.PROXY, reset.get()))
        .isEqualTo(FailureKind.PROXY_REFUSED);
    assertKind(FailureKind.TLS, new Stage[] {Stage.SECURING}, reset);
    assertKind(FailureKind.WRITE_BROKEN, new Stage[] {Stage.WRITING}, reset);
    assertKind(FailureKind.NO_RESPONSE, new Stage[] {Stage.SENT, Stage.ANSWERED}, reset);
    for (Stage stage : new Stage[] {Stage.SENT, Stage.ANSWERED}) {
      assertThat(kind(stage, Connection.REUSED, Path.DIRECT, reset.get()))
          .isEqualTo(FailureKind.NO_RESPONSE_REUSED);
    }
  }

  /** OkHttp stumbles over what some servers write, and throws what it did not mean to. */
  @Test
  void aStumbleOverTheAnswerIsOtherThanHttp() {
    Supplier<Throwable> stumble = () -> new IllegalArgumentException("Canceled");
    assertKind(FailureKind.PROTOCOL, new Stage[] {Stage.SENT, Stage.ANSWERED}, stumble);
    assertThat(kind(Stage.SENT, Connection.REUSED, Path.DIRECT, stumble.get()))
        .isEqualTo(FailureKind.PROTOCOL);
  }

  @Test
  void aProtocolFailureWhileConnectingIsTheProxysWhereThereIsOne() {
    ProtocolException garbage = new ProtocolException("x");
    assertThat(kind(Stage.CONNECTING, Connection.NEW, Path.DIRECT, garbage))
        .isEqualTo(FailureKind.PROTOCOL);
    assertThat(kind(Stage.CONNECTING, Connection.NEW, Path.PROXY, garbage))
        .isEqualTo(FailureKind.PROXY_REFUSED);
  }

  @Test
  void onlyTheTimeoutOfTheCallIsToldByHowFarItCame() {
    assertThat(kindAt(Stage.STARTING, new InterruptedIOException("timeout")))
        .isEqualTo(FailureKind.TIMEOUT);
    assertThat(kindAt(Stage.ANSWERED, new InterruptedIOException("timeout")))
        .isEqualTo(FailureKind.TIMEOUT);
    assertThat(kindAt(Stage.SENT, new IOException("timeout"))).isEqualTo(FailureKind.NO_RESPONSE);
    assertThat(kindAt(Stage.SENT, new InterruptedIOException("x")))
        .isEqualTo(FailureKind.NO_RESPONSE);
  }

  /** Where a connection to several addresses failed, OkHttp wraps the first in another. */
  @Test
  void theInnerOfTwoRefusalsKnowsWhy() {
    IOException inner = new ConnectException("Connection refused");
    Throwable outer = new ConnectException("Failed to connect").initCause(inner);
    Finding finding =
        FailureClassifier.find(outer, new Reach(Stage.CONNECTING, Connection.NEW, Path.DIRECT));
    assertThat(finding.kind()).isEqualTo(FailureKind.CONNECT_REFUSED);
    assertThat(finding.evidence()).isSameAs(inner);

    Throwable other = new ConnectException("Failed to connect").initCause(new IOException("why"));
    assertThat(kindAt(Stage.CONNECTING, other)).isEqualTo(FailureKind.CONNECT_REFUSED);
  }

  @Test
  void ofTwoThatTellTheSameTheFirstIsShown() {
    Throwable first = new NoRouteToHostException("first");
    first.addSuppressed(new NoRouteToHostException("second"));
    Finding finding =
        FailureClassifier.find(first, new Reach(Stage.CONNECTING, Connection.NEW, Path.DIRECT));
    assertThat(finding.evidence()).isSameAs(first);
  }

  @Test
  void aTreeIsReadToItsTwoHundredAndFiftySixthException() {
    assertThat(kindAt(Stage.CONNECTING, chainTo(new CertificateExpiredException("x"), 256)))
        .isEqualTo(FailureKind.CERTIFICATE);
    assertThat(kindAt(Stage.CONNECTING, chainTo(new CertificateExpiredException("x"), 257)))
        .isEqualTo(FailureKind.CONNECT_REFUSED);
  }

  private static Throwable chainTo(Throwable last, int length) {
    Throwable chain = last;
    for (int i = 1; i < length; i++) {
      chain = new IOException("link", chain);
    }
    return chain;
  }

  @Test
  void anExceptionMetTwiceCrowdsOutNoOther() {
    IOException one = new IOException("one");
    IOException other = new IOException("other");
    for (int i = 0; i < 4; i++) {
      one.addSuppressed(other);
      other.addSuppressed(one);
    }
    one.addSuppressed(chainTo(new CertificateExpiredException("x"), 10));
    assertThat(kindAt(Stage.CONNECTING, one)).isEqualTo(FailureKind.CERTIFICATE);
  }
}

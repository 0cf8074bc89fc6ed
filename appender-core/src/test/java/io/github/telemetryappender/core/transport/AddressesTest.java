package io.github.telemetryappender.core.transport;

import static io.github.telemetryappender.core.transport.Exchanges.answered;
import static io.github.telemetryappender.core.transport.Exchanges.eventually;
import static io.github.telemetryappender.core.transport.Exchanges.failed;
import static io.github.telemetryappender.core.transport.Exchanges.post;
import static io.github.telemetryappender.core.transport.Exchanges.transport;
import static io.github.telemetryappender.core.transport.Exchanges.within;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.telemetryappender.core.settings.DeliveryConfig;
import io.github.telemetryappender.core.transport.ExchangeResult.Failed;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import okhttp3.Dns;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** From a name to a connection: name servers and addresses that do not work. */
class AddressesTest {

  private static final Duration SOON = Duration.ofMillis(300);

  /** Loopback too, but nobody listens there. */
  private static final String DEAD = "127.0.0.2";

  private static final String LIVE = "127.0.0.1";

  private final CountDownLatch end = new CountDownLatch(1);
  private ScriptedServer server;

  @BeforeAll
  static void warmUp() throws IOException {
    Exchanges.warmUp();
  }

  @BeforeEach
  void startServer() throws IOException {
    server = new ScriptedServer(ScriptedServer.answering(ScriptedServer.OK));
  }

  @AfterEach
  void closeServer() throws IOException {
    end.countDown();
    server.close();
  }

  @Test
  void secondAddressIsTriedWhenTheFirstRefuses() {
    try (OkHttpTransport transport = transport(client -> client.dns(host -> both()))) {
      assertThat(answered(transport.send(post(url(), "x"))).status()).isEqualTo(200);
      assertThat(server.heads()).hasSize(1);
    }
  }

  @Test
  void secondAddressIsTriedWhenTheFirstIsSilent() {
    BlackHoleSockets sockets = new BlackHoleSockets(DEAD);
    try (OkHttpTransport transport =
        transport(client -> client.dns(host -> both()).socketFactory(sockets))) {
      assertThat(answered(transport.send(post(url(), "x"))).status()).isEqualTo(200);
      assertThat(server.heads()).hasSize(1);
    }
  }

  @Test
  void theAddressOfTheOlderProtocolIsTriedWhenTheNewerLeadsNowhere() {
    try (OkHttpTransport transport =
        transport(client -> client.dns(host -> List.of(address("::1"), address(LIVE))))) {
      assertThat(answered(transport.send(post(url(), "x"))).status()).isEqualTo(200);
      assertThat(server.heads()).hasSize(1);
    }
  }

  /** As when a service moves: the name is asked again as soon as a connection is needed. */
  @Test
  void anAddressThatChangesIsFollowedWithTheNextConnection() throws IOException {
    AtomicInteger lookups = new AtomicInteger();
    Dns moving = host -> List.of(address(lookups.getAndIncrement() == 0 ? LIVE : DEAD));
    try (ScriptedServer elsewhere =
            new ScriptedServer(
                new InetSocketAddress(DEAD, server.port()),
                ScriptedServer.answering("HTTP/1.1 201 Moved\r\nContent-Length: 0\r\n\r\n"));
        OkHttpTransport transport = transport(client -> client.dns(moving))) {
      assertThat(answered(transport.send(post(url(), "x"))).status()).isEqualTo(200);
      assertThat(answered(transport.send(post(url(), "x"))).status()).isEqualTo(200);
      assertThat(lookups).hasValue(1);

      server.close();

      assertThat(answered(transport.send(Exchanges.fresh(post(url(), "x")))).status())
          .isEqualTo(201);
      assertThat(elsewhere.connections()).isEqualTo(1);
    }
  }

  @Test
  void allAddressesRefuse() {
    try (OkHttpTransport transport =
        transport(
            client ->
                client.dns(
                    host -> List.of(address(DEAD), address("127.0.0.3"), address("127.0.0.4"))))) {
      assertThat(failed(transport.send(post(url(), "x"))).kind())
          .isEqualTo(FailureKind.CONNECT_REFUSED);
    }
  }

  @Test
  void silentAddressIsAConnectTimeout() {
    try (OkHttpTransport transport =
        transport(
            new DeliveryConfig(4, SOON, Exchanges.LONG),
            client ->
                client
                    .dns(host -> List.of(address(DEAD)))
                    .socketFactory(new BlackHoleSockets(DEAD)))) {
      assertThat(failed(transport.send(post(url(), "x"))).kind())
          .isEqualTo(FailureKind.CONNECT_TIMEOUT);
    }
  }

  @Test
  void requestTimeoutWhileConnectingIsAConnectTimeout() {
    try (OkHttpTransport transport =
        transport(
            client ->
                client
                    .dns(host -> List.of(address(DEAD)))
                    .socketFactory(new BlackHoleSockets(DEAD)))) {
      assertThat(failed(transport.send(within(post(url(), "x"), SOON))).kind())
          .isEqualTo(FailureKind.CONNECT_TIMEOUT);
    }
  }

  @Test
  void cancelWhileConnectingEndsTheExchange() {
    BlackHoleSockets sockets = new BlackHoleSockets(DEAD);
    try (OkHttpTransport transport =
        transport(client -> client.dns(host -> List.of(address(DEAD))).socketFactory(sockets))) {
      CompletableFuture<ExchangeResult> result = transport.send(post(url(), "x"));
      eventually(() -> sockets.connecting() == 1);

      transport.cancelAll();

      assertThat(failed(result).kind()).isEqualTo(FailureKind.CANCELED);
    }
  }

  @Test
  void unknownNameIsNamed() {
    try (OkHttpTransport transport =
        transport(
            client ->
                client.dns(
                    host -> {
                      throw new UnknownHostException("NXDOMAIN");
                    }))) {
      Failed failure = failed(transport.send(post(url(), "x")));

      assertThat(failure.kind()).isEqualTo(FailureKind.UNKNOWN_HOST);
      assertThat(failure.detail()).contains("endpoint.test").contains("NXDOMAIN");
    }
  }

  @Test
  void nameWithoutAddressesAndBrokenResolverAreUnknownHosts() {
    AtomicInteger lookups = new AtomicInteger();
    Dns emptyThenBroken =
        host -> {
          if (lookups.getAndIncrement() == 0) {
            return List.of();
          }
          throw new IllegalStateException("resolver bug");
        };
    try (OkHttpTransport transport = transport(client -> client.dns(emptyThenBroken))) {
      assertThat(failed(transport.send(post(url(), "x"))).kind())
          .isEqualTo(FailureKind.UNKNOWN_HOST);
      assertThat(failed(transport.send(post(url(), "x"))).kind())
          .isEqualTo(FailureKind.UNKNOWN_HOST);
      assertThat(lookups).hasValue(2);
    }
  }

  @Test
  void silentNameServerDoesNotOutlastTheTimeout() {
    try (OkHttpTransport transport = transport(client -> client.dns(silent()))) {
      Failed failure = failed(transport.send(within(post(url(), "x"), SOON)));

      assertThat(failure.kind()).isEqualTo(FailureKind.UNKNOWN_HOST);
    }
  }

  @Test
  void cancelEndsTheWaitForANameServer() {
    CountDownLatch asked = new CountDownLatch(1);
    Dns resolver =
        host -> {
          asked.countDown();
          return silent().lookup(host);
        };
    try (OkHttpTransport transport = transport(client -> client.dns(resolver))) {
      CompletableFuture<ExchangeResult> result = transport.send(post(url(), "x"));
      eventually(() -> asked.getCount() == 0);

      transport.cancelAll();

      assertThat(failed(result).kind()).isEqualTo(FailureKind.CANCELED);
    }
  }

  @Test
  void manyExchangesShareOneLookup() {
    AtomicInteger lookups = new AtomicInteger();
    Dns resolver =
        host -> {
          lookups.incrementAndGet();
          awaitEnd();
          return List.of(address(LIVE));
        };
    try (OkHttpTransport transport = transport(client -> client.dns(resolver))) {
      for (int i = 0; i < 3; i++) {
        failed(transport.send(within(post(url(), "x"), Duration.ofMillis(50))));
      }
      CompletableFuture<ExchangeResult> patient = transport.send(post(url(), "x"));
      assertThat(lookups).hasValue(1);

      end.countDown();

      assertThat(answered(patient).status()).isEqualTo(200);
    }
  }

  private Dns silent() {
    return host -> {
      awaitEnd();
      throw new UnknownHostException("gave up");
    };
  }

  private void awaitEnd() {
    try {
      end.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private String url() {
    return "http://endpoint.test:" + server.port() + "/";
  }

  private static List<InetAddress> both() {
    return List.of(address(DEAD), address(LIVE));
  }

  private static InetAddress address(String ip) {
    try {
      return InetAddress.getByName(ip);
    } catch (UnknownHostException e) {
      throw new AssertionError(e);
    }
  }

  /** Sockets that never reach one address: its packets vanish. */
  private static final class BlackHoleSockets extends PlainSockets {

    private final String blackHole;
    private final AtomicInteger connecting = new AtomicInteger();

    BlackHoleSockets(String blackHole) {
      this.blackHole = blackHole;
    }

    int connecting() {
      return connecting.get();
    }

    @Override
    public java.net.Socket createSocket() {
      return new java.net.Socket() {
        private final CountDownLatch closed = new CountDownLatch(1);

        @Override
        public void connect(java.net.SocketAddress address, int timeoutMillis) throws IOException {
          if (!address.toString().contains(blackHole)) {
            super.connect(address, timeoutMillis);
            return;
          }
          connecting.incrementAndGet();
          if (closedWithin(timeoutMillis)) {
            throw new java.net.SocketException("Socket closed");
          }
          throw new java.net.SocketTimeoutException("Connect timed out");
        }

        private boolean closedWithin(int timeoutMillis) throws IOException {
          try {
            return closed.await(timeoutMillis, TimeUnit.MILLISECONDS);
          } catch (InterruptedException e) {
            throw new IOException(e);
          }
        }

        @Override
        public void close() throws IOException {
          closed.countDown();
          super.close();
        }
      };
    }
  }
}

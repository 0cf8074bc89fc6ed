package io.github.telemetryappender.core.transport;

import io.github.telemetryappender.core.transport.Reach.Stage;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import okhttp3.Call;
import okhttp3.Connection;
import okhttp3.EventListener;
import okhttp3.Handshake;
import okhttp3.Headers;
import okhttp3.Protocol;
import okhttp3.Request;
import okhttp3.Response;
import org.jspecify.annotations.Nullable;

/**
 * Notes how far one exchange has come. Most events come on the exchange's own thread; those of
 * connecting may come late and on others, when two addresses were tried at a time. A stage is
 * therefore never taken back.
 */
final class ExchangeProgress extends EventListener {

  /** Status and headers as they came over the wire. */
  record Head(int status, List<Header> headers) {}

  /** Completes when the call is given up, by us or by its timeout. */
  private final CompletableFuture<Void> givenUp = new CompletableFuture<>();

  /** Guarded by this. */
  private Stage stage = Stage.STARTING;

  private volatile boolean connected;
  private volatile boolean acquired;
  private volatile boolean viaProxy;
  private volatile boolean multiplexed;
  private volatile @Nullable Head head;

  /** When the request began. The exchange's own thread. */
  private Traffic trafficBefore = Traffic.NONE;

  CompletableFuture<Void> givenUp() {
    return givenUp;
  }

  /** Null until status and headers are in, and where they answer something else. */
  @Nullable Head head() {
    return head;
  }

  /** Whether other exchanges may share the connection. */
  boolean isMultiplexed() {
    return multiplexed;
  }

  Reach reach() {
    return new Reach(
        stage(),
        acquired && !connected ? Reach.Connection.REUSED : Reach.Connection.NEW,
        viaProxy ? Reach.Path.PROXY : Reach.Path.DIRECT);
  }

  private synchronized Stage stage() {
    return stage;
  }

  private synchronized void reached(Stage next) {
    if (next.compareTo(stage) > 0) {
      stage = next;
    }
  }

  @Override
  public void dnsStart(Call call, String domainName) {
    reached(Stage.RESOLVING);
  }

  @Override
  public void connectStart(Call call, InetSocketAddress address, Proxy proxy) {
    viaProxy = proxy.type() != Proxy.Type.DIRECT;
    reached(Stage.CONNECTING);
  }

  @Override
  public void secureConnectStart(Call call) {
    reached(Stage.SECURING);
  }

  @Override
  public void secureConnectEnd(Call call, @Nullable Handshake handshake) {
    reached(Stage.SECURING);
  }

  @Override
  public void connectEnd(
      Call call, InetSocketAddress address, Proxy proxy, @Nullable Protocol protocol) {
    connected = true;
  }

  @Override
  public void connectionAcquired(Call call, Connection connection) {
    acquired = true;
    multiplexed = connection.protocol() != Protocol.HTTP_1_1;
    reached(Stage.SECURING);
  }

  @Override
  public void requestHeadersStart(Call call) {
    trafficBefore = TransportThread.traffic();
    if (!multiplexed && reach().connection() == Reach.Connection.REUSED) {
      TransportThread.beginsRequestOnIdleConnection();
    }
    reached(Stage.WRITING);
  }

  @Override
  public void requestHeadersEnd(Call call, Request request) {
    if (request.body() == null) {
      reached(Stage.SENT);
    }
  }

  @Override
  public void requestBodyEnd(Call call, long byteCount) {
    reached(Stage.SENT);
  }

  @Override
  public void responseHeadersEnd(Call call, Response response) {
    if (!multiplexed && TransportThread.traffic().isUnansweredSince(trafficBefore)) {
      return; // it was there before the request, so it answers another one
    }
    head = new Head(response.code(), headersOf(response.headers()));
    reached(Stage.ANSWERED);
  }

  @Override
  public void canceled(Call call) {
    givenUp.complete(null);
  }

  private static List<Header> headersOf(Headers headers) {
    List<Header> list = new ArrayList<>(headers.size());
    for (int i = 0; i < headers.size(); i++) {
      list.add(new Header(headers.name(i), headers.value(i)));
    }
    return list;
  }
}

package io.github.telemetryappender.core.transport;

import static io.github.telemetryappender.core.transport.Exchanges.answered;
import static io.github.telemetryappender.core.transport.Exchanges.payload;
import static io.github.telemetryappender.core.transport.Exchanges.post;
import static io.github.telemetryappender.core.transport.Exchanges.transport;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import javax.net.SocketFactory;
import org.junit.jupiter.api.Test;

/** How bytes leave: without Nagle's delay, and a small request at once. */
class SocketsTest {

  @Test
  void socketsDoNotDelay() throws IOException {
    List<Socket> sockets = Collections.synchronizedList(new ArrayList<>());
    try (ScriptedServer server = new ScriptedServer(ScriptedServer.answering(ScriptedServer.OK));
        OkHttpTransport transport =
            transport(
                client -> {
                  SocketFactory own = client.build().socketFactory();
                  return client.socketFactory(remembering(own, sockets));
                })) {
      answered(transport.send(post(server.url(), "x")));

      assertThat(sockets).hasSize(1);
      assertThat(sockets.get(0).getTcpNoDelay()).isTrue();
    }
  }

  @Test
  void smallRequestIsOneWrite() throws IOException {
    List<Integer> writes = Collections.synchronizedList(new ArrayList<>());
    try (ScriptedServer server = new ScriptedServer(ScriptedServer.answering(ScriptedServer.OK));
        OkHttpTransport transport = transport(client -> client.socketFactory(counting(writes)))) {
      byte[] body = new byte[4000];
      Payload inPieces =
          payload(
              body.length,
              out -> {
                for (int i = 0; i < body.length; i += 500) {
                  out.write(body, i, 500);
                  out.flush();
                }
              });

      answered(transport.send(post(server.url(), inPieces)));

      assertThat(writes).hasSize(1);
    }
  }

  /** Makes sockets as the factory does, and keeps them. */
  static SocketFactory remembering(SocketFactory factory, List<Socket> sockets) {
    return new PlainSockets() {
      @Override
      public Socket createSocket() throws IOException {
        Socket socket = factory.createSocket();
        sockets.add(socket);
        return socket;
      }
    };
  }

  private static SocketFactory counting(List<Integer> writes) {
    return new PlainSockets() {
      @Override
      public Socket createSocket() {
        return new Socket() {
          @Override
          public OutputStream getOutputStream() throws IOException {
            return new FilterOutputStream(super.getOutputStream()) {
              @Override
              public void write(byte[] bytes, int offset, int length) throws IOException {
                writes.add(length);
                out.write(bytes, offset, length);
              }
            };
          }
        };
      }
    };
  }
}

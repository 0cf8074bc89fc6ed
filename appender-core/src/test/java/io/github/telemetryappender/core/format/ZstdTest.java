package io.github.telemetryappender.core.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.luben.zstd.ZstdInputStream;
import io.github.telemetryappender.core.capture.CaptureBench;
import io.github.telemetryappender.core.settings.Compression;
import io.github.telemetryappender.core.settings.SettingsException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.reflect.Method;
import java.net.URL;
import java.net.URLClassLoader;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ZstdTest {

  private final PayloadFormat format = AnyEvent.format("ndjson");

  @Test
  void bodiesOfAnySizeFollowOneAnotherThroughTheSameParts() throws Exception {
    try (BodyRenderer renderer = new BodyRenderer(format, Compression.ZSTD)) {
      for (int events : new int[] {20, 3_000, 20, 900}) {
        List<byte[]> records = records(events);
        RenderedBody body = renderer.render(new RecordList(records), Long.MAX_VALUE);

        byte[] wire = wire(body);
        assertThat(body.contentEncoding()).isEqualTo("zstd");
        assertThat(wire.length).isLessThan((int) body.rawBytes());
        assertThat(decompressed(wire)).isEqualTo(AnyEvent.body(format, records));
      }
    }
  }

  @Test
  void aBodyThatGrewTooLargeLeavesNothingBehind() throws Exception {
    try (BodyRenderer renderer = new BodyRenderer(format, Compression.ZSTD)) {
      List<byte[]> records = records(3_000);
      assertThatThrownBy(() -> renderer.render(new RecordList(records), 300_000))
          .hasMessageContaining("300");

      RenderedBody body = renderer.render(new RecordList(records), Long.MAX_VALUE);
      assertThat(decompressed(wire(body))).isEqualTo(AnyEvent.body(format, records));
    }
  }

  @Test
  void gzipIsThereForAnEndpointThatWantsIt() throws Exception {
    try (BodyRenderer renderer = new BodyRenderer(format, Compression.ZSTD)) {
      assertThat(
              renderer
                  .render(new RecordList(records(200)), Long.MAX_VALUE, Compression.GZIP)
                  .contentEncoding())
          .isEqualTo("gzip");
    }
  }

  @Test
  void withoutTheLibraryTheRefusalNamesIt() throws Exception {
    URL core = Zstd.class.getProtectionDomain().getCodeSource().getLocation();
    ClassLoader platform = ClassLoader.getPlatformClassLoader();
    try (URLClassLoader loader = new URLClassLoader(new URL[] {core}, platform)) {
      Class<?> compression = loader.loadClass(Compression.class.getName());
      Method require =
          loader.loadClass(Compressors.class.getName()).getDeclaredMethod("require", compression);
      require.setAccessible(true);
      require.invoke(null, compression.getEnumConstants()[Compression.GZIP.ordinal()]);

      assertThatThrownBy(
              () ->
                  require.invoke(null, compression.getEnumConstants()[Compression.ZSTD.ordinal()]))
          .cause()
          .hasMessageStartingWith("compression = zstd needs the library com.github.luben:zstd-jni")
          .hasMessageEndingWith("add it to the class path, or choose gzip")
          .extracting(refusal -> refusal.getClass().getName())
          .isEqualTo(SettingsException.class.getName());
    }
  }

  private static List<byte[]> records(int events) {
    Random random = new Random(events);
    CaptureBench bench = new CaptureBench();
    for (int i = 0; i < events; i++) {
      bench.read(fields -> fields.message("user " + random.nextLong() + " bought something"));
    }
    return bench.sink().records();
  }

  private static byte[] wire(RenderedBody body) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    body.writeTo(out);
    return out.toByteArray();
  }

  private static byte[] decompressed(byte[] wire) throws IOException {
    try (ZstdInputStream in = new ZstdInputStream(new ByteArrayInputStream(wire))) {
      return in.readAllBytes();
    }
  }
}

package io.github.telemetryappender.core.format;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class JsonWriterTest {

  private final JsonWriter json = new JsonWriter();
  private final RenderBuffer out = new RenderBuffer(0);

  @Test
  void aSpecialByteIsEscapedWhereverItStands() throws Exception {
    for (int length = 0; length < 40; length++) {
      for (int at = 0; at < length; at++) {
        for (char special : new char[] {'"', '\\', '\n', '\u0001', '\u007f', 'é', '\u2028'}) {
          char[] text = new char[length];
          Arrays.fill(text, 'x');
          text[at] = special;
          text[length - 1 - at / 2] = special;
          assertReadsBack(new String(text));
        }
      }
    }
  }

  private void assertReadsBack(String text) throws Exception {
    byte[] utf8 = ("before" + text + "behind").getBytes(UTF_8);
    int length = text.getBytes(UTF_8).length;
    out.clear();
    json.start(out);
    json.string(utf8, 6, length);

    assertThat(new JsonMapper().readTree(written()).textValue()).isEqualTo(text);
  }

  @Test
  void whatStandsForItselfIsCopiedAsItIs() {
    for (int length = 0; length < 40; length++) {
      out.clear();
      json.start(out);
      json.string("x".repeat(length));

      assertThat(written()).isEqualTo("\"" + "x".repeat(length) + "\"");
    }
  }

  @Test
  void commasStandBetweenMembersOnly() {
    json.start(out);
    json.beginObject();
    for (String name : List.of("a", "b\"")) {
      json.key(JsonKey.of(name));
      json.beginArray();
      json.number(1);
      json.open("{\"x\":".getBytes(UTF_8));
      json.number(2);
      json.inside(",\"y\":".getBytes(UTF_8));
      json.number(3);
      json.close("}".getBytes(UTF_8));
      json.bool(true);
      json.endArray();
    }
    json.endObject();

    String array = "[1,{\"x\":2,\"y\":3},true]";
    assertThat(written()).isEqualTo("{\"a\":" + array + ",\"b\\\"\":" + array + "}");
  }

  private String written() {
    return new String(out.array(), 0, out.size(), UTF_8);
  }
}

package io.github.telemetryappender.it.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.UnknownFieldSet;
import io.github.telemetryappender.it.protocol.OtlpServer.Encoding;
import io.opentelemetry.proto.collector.logs.v1.ExportLogsServiceRequest;
import io.opentelemetry.proto.collector.logs.v1.ExportLogsServiceResponse;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.logs.v1.LogRecord;
import io.opentelemetry.proto.logs.v1.ResourceLogs;
import io.opentelemetry.proto.logs.v1.ScopeLogs;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

class OtlpServerTest {

  private static final String TRACE = "0af7651916cd43dd8448eb211c80319c";

  private final ServerRules protobuf =
      new ServerRules(new OtlpServer(Encoding.PROTOBUF), "Content-Type", "application/x-protobuf");
  private final ServerRules json =
      new ServerRules(new OtlpServer(Encoding.JSON), "Content-Type", "application/json");

  private static String record(String fields) {
    return """
        {"resourceLogs":[{"resource":{"attributes":[]},"scopeLogs":[{"scope":{"name":"shop"},
        "logRecords":[{"observedTimeUnixNano":"1000000000000000000"%s}]}]}]}"""
        .formatted(fields);
  }

  private static byte[] record(UnaryOperator<LogRecord.Builder> fields) {
    LogRecord.Builder record = LogRecord.newBuilder().setObservedTimeUnixNano(1);
    return ExportLogsServiceRequest.newBuilder()
        .addResourceLogs(
            ResourceLogs.newBuilder()
                .addScopeLogs(ScopeLogs.newBuilder().addLogRecords(fields.apply(record))))
        .build()
        .toByteArray();
  }

  @Test
  void aRecordInJsonIsRead() {
    Answer answer =
        json.answer(
            record(
                """
                ,"severityNumber":9,"severityText":"INFO","body":{"stringValue":"hello"},
                "traceId":"%s","spanId":"b7ad6b7169203331","flags":1,"attributes":[
                {"key":"event.id","value":{"stringValue":"e1"}},
                {"key":"n","value":{"intValue":"42"}},
                {"key":"list","value":{"arrayValue":{"values":[{"boolValue":true},{"doubleValue":1.5}]}}}]"""
                    .formatted(TRACE)));

    assertThat(answer.text()).isEqualTo("{}");
    ReceivedEvent event = answer.kept().get(0);
    assertThat(event.id()).isEqualTo("e1");
    assertThat(event.message()).isEqualTo("hello");
    assertThat(event.whole().path("scope").asText()).isEqualTo("shop");
    assertThat(event.whole().path("traceId").asText()).isEqualTo(TRACE);
    assertThat(event.whole().path("attributes").path("n").asLong()).isEqualTo(42);
    assertThat(event.whole().path("attributes").path("list")).hasToString("[true,1.5]");
  }

  @Test
  void numbersOf64BitsAreStringsAndEnumsAreNumbers() {
    json.refuses(400, "timeUnixNano is no string", record(",\"timeUnixNano\":1000"));
    json.refuses(400, "severityNumber", record(",\"severityNumber\":\"SEVERITY_NUMBER_INFO\""));
    json.refuses(
        400,
        "intValue is no string",
        record(",\"attributes\":[{\"key\":\"n\",\"value\":{\"intValue\":42}}]"));
  }

  @Test
  void idsAreHexadecimalAndOfTheirLength() {
    json.refuses(400, "traceId", record(",\"traceId\":\"CvdlGRbNQ92ESOshHIAxnA==\""));
    json.refuses(400, "traceId", record(",\"traceId\":\"0af7651916cd43dd\""));
    json.refuses(400, "traceId", record(",\"traceId\":\"" + "0".repeat(32) + "\""));
    json.refuses(400, "without a traceId", record(",\"spanId\":\"b7ad6b7169203331\""));
  }

  @Test
  void keysAreKnownAndInCamelCase() {
    json.refuses(400, "unknown key severity_number", record(",\"severity_number\":9"));
    json.refuses(400, "unknown key logger", record(",\"logger\":\"shop\""));
  }

  @Test
  void attributesHaveAKeyOnceAndAValue() {
    json.refuses(
        400,
        "empty or twice",
        record(
            """
            ,"attributes":[{"key":"a","value":{"boolValue":true}},{"key":"a","value":{"boolValue":true}}]"""));
    json.refuses(400, "without a value", record(",\"attributes\":[{\"key\":\"a\"}]"));
  }

  @Test
  void envelopesAreFilled() {
    json.refuses(400, "no log records", "{}");
    json.refuses(400, "empty resourceLogs", "{\"resourceLogs\":[{}]}");
    json.refuses(400, "empty scopeLogs", "{\"resourceLogs\":[{\"scopeLogs\":[{}]}]}");
    json.refuses(
        400,
        "observedTimeUnixNano",
        "{\"resourceLogs\":[{\"scopeLogs\":[{\"logRecords\":[{}]}]}]}");
  }

  @Test
  void aRecordInProtobufIsRead() {
    KeyValue id =
        KeyValue.newBuilder()
            .setKey("event.id")
            .setValue(AnyValue.newBuilder().setStringValue("e1"))
            .build();
    Answer answer =
        protobuf.answer(
            record(
                r ->
                    r.setBody(AnyValue.newBuilder().setStringValue("hello"))
                        .setSpanId(ByteString.fromHex("b7ad6b7169203331"))
                        .setTraceId(ByteString.fromHex(TRACE))
                        .addAttributes(id)));

    assertThat(answer.kept()).singleElement().extracting(ReceivedEvent::id).isEqualTo("e1");
    assertThat(answer.body()).isEmpty();
  }

  @Test
  void fieldsThatProtobufDoesNotKnowAreRefused() {
    UnknownFieldSet unknown =
        UnknownFieldSet.newBuilder()
            .addField(99, UnknownFieldSet.Field.newBuilder().addVarint(1).build())
            .build();
    Answer answer = protobuf.answer(record(r -> r.setUnknownFields(unknown)));
    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.text()).contains("[99] in LogRecord");
    protobuf.refuses(400, "not protobuf", "hello");
  }

  @Test
  void someMayBeRejected() throws InvalidProtocolBufferException {
    ServerRules rules =
        new ServerRules(
            new OtlpServer(Encoding.PROTOBUF, event -> true),
            "Content-Type",
            "application/x-protobuf");

    Answer answer = rules.answer(record(r -> r));
    assertThat(answer.kept()).isEmpty();
    assertThat(
            ExportLogsServiceResponse.parseFrom(answer.body())
                .getPartialSuccess()
                .getRejectedLogRecords())
        .isEqualTo(1);
  }

  @Test
  void theContentTypeIsAsked() {
    new ServerRules(new OtlpServer(Encoding.JSON), "Content-Type", "application/x-protobuf")
        .refuses(415, "Content-Type", "{}");
  }
}

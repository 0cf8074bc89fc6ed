package io.github.telemetryappender.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.telemetryappender.core.event.Severity;
import io.github.telemetryappender.it.protocol.LinesServer;
import io.github.telemetryappender.it.protocol.ProtocolServer;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A format that is not ours, found on the class path, is a format like all others. */
class OwnFormatTest extends FormatContract {

  @Override
  ProtocolServer server() {
    return new LinesServer(OwnFormat.MAX_LINES);
  }

  @Override
  List<String> formatSettings() {
    return List.of("format", "lines", "endpoint", endpoint.origin());
  }

  @Test
  void itsOptionIsASetting() {
    start("option", "tag=till");
    logging.log(LogCall.of(Severity.WARN, "order {}", 17));

    JsonNode line = onlyEvent().whole();
    assertThat(line.get(1).asText()).isEqualTo("till");
    assertThat(line.get(2).asText()).isEqualTo("WARN");
    assertThat(line.get(3).asText()).isEqualTo("order 17");
  }

  @Test
  void anOptionThatItDoesNotKnowIsRefusedInTheWordsOfAllOthers() {
    start("option", "label=till");

    assertThat(logging.statusLines())
        .filteredOn(line -> line.level() == logging.levelOfRefusal())
        .singleElement()
        .extracting(StatusLine::text)
        .asString()
        .contains("option")
        .contains("label")
        .contains("tag");
  }

  @Test
  void aBatchAboveItsLimitIsRefusedInTheWordsOfAllOthers() {
    start("batch.maxEvents", "11");

    assertThat(logging.statusLines())
        .filteredOn(line -> line.level() == logging.levelOfRefusal())
        .singleElement()
        .extracting(StatusLine::text)
        .asString()
        .contains("batch.maxEvents = 11")
        .contains("lines");
  }
}

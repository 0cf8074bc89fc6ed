package io.github.telemetryappender.core.mutation;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/**
 * One change of the production code that PIT made.
 *
 * @param type simple name of the class; a nested one counts as its outer one
 * @param change PIT's name for the kind of change
 * @param noticed whether a test failed, or no end came
 * @param byTime whether it was noticed because no end came: where the machine stalled it was not
 */
record Mutant(
    String type, String method, int line, String change, boolean noticed, boolean byTime) {

  /** Where it is, apart from the line, which moves with every edit. */
  String place() {
    return type + "," + method + "," + change;
  }

  @Override
  public String toString() {
    return place() + " in line " + line;
  }

  /** Reads the report that PIT wrote. */
  static List<Mutant> readAll(Path report) throws Exception {
    NodeList elements =
        DocumentBuilderFactory.newInstance()
            .newDocumentBuilder()
            .parse(report.toFile())
            .getElementsByTagName("mutation");
    List<Mutant> mutants = new ArrayList<>();
    for (int i = 0; i < elements.getLength(); i++) {
      mutants.add(read((Element) elements.item(i)));
    }
    return mutants;
  }

  private static Mutant read(Element mutation) {
    return new Mutant(
        simpleName(text(mutation, "mutatedClass")),
        text(mutation, "mutatedMethod"),
        Integer.parseInt(text(mutation, "lineNumber")),
        simpleName(text(mutation, "mutator")).replace("Mutator", ""),
        Boolean.parseBoolean(mutation.getAttribute("detected")),
        mutation.getAttribute("status").equals("TIMED_OUT"));
  }

  private static String simpleName(String className) {
    return className.substring(className.lastIndexOf('.') + 1).replaceAll("\\$.*", "");
  }

  private static String text(Element parent, String tag) {
    return parent.getElementsByTagName(tag).item(0).getTextContent();
  }
}

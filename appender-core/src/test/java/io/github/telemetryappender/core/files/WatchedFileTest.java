package io.github.telemetryappender.core.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is seen of a file that others write. */
class WatchedFileTest {

  @TempDir Path folder;
  private Path path;
  private WatchedFile file;

  @BeforeEach
  void writeTheFile() throws IOException {
    path = folder.resolve("token");
    Files.writeString(path, " one\n");
    file = new WatchedFile("auth.tokenFile", path.toString(), 16);
  }

  @Test
  void textIsReadWithoutTheLineBreakAtItsEnd() throws Exception {
    assertThat(file.readText()).isEqualTo("one");
  }

  @Test
  void whatStaysTheSameHasNotChanged() throws Exception {
    file.readText();

    assertThat(file.hasChanged()).isFalse();
    assertThat(file.hasChanged()).isFalse();
  }

  @Test
  void anotherTextOfTheSameLengthAndTimeIsAChange() throws Exception {
    file.readText();
    FileTime before = Files.getLastModifiedTime(path);
    Files.writeString(path, " two\n");
    Files.setLastModifiedTime(path, before);

    assertThat(file.hasChanged()).isTrue();
    assertThat(file.readText()).isEqualTo("two");
    assertThat(file.hasChanged()).isFalse();
  }

  @Test
  void touchingIsAChange() throws Exception {
    file.readText();
    Files.setLastModifiedTime(path, FileTime.fromMillis(1_000));

    assertThat(file.hasChanged()).isTrue();
  }

  @Test
  void aFileThatComesOrGoesHasChanged() throws Exception {
    file.readText();
    Files.delete(path);
    assertThat(file.hasChanged()).isTrue();

    assertThatThrownBy(file::readText).hasMessage("auth.tokenFile = " + path + " does not exist");
    assertThat(file.hasChanged()).isFalse();

    Files.writeString(path, "two");
    assertThat(file.hasChanged()).isTrue();
  }

  /** As Kubernetes does it: the file is a link through a link to a folder, and that is replaced. */
  @Test
  void aLinkOnTheWayThatIsReplacedIsAChange() throws Exception {
    Files.createDirectories(folder.resolve("..first"));
    Files.createDirectories(folder.resolve("..second"));
    Files.writeString(folder.resolve("..first/secret"), "one");
    Files.writeString(folder.resolve("..second/secret"), "two");
    Files.createSymbolicLink(folder.resolve("..data"), Path.of("..first"));
    Files.createSymbolicLink(folder.resolve("secret"), Path.of("..data/secret"));
    WatchedFile linked = new WatchedFile("auth.tokenFile", folder.resolve("secret").toString(), 16);
    assertThat(linked.readText()).isEqualTo("one");

    Files.createSymbolicLink(folder.resolve("..data_tmp"), Path.of("..second"));
    Files.move(
        folder.resolve("..data_tmp"), folder.resolve("..data"), StandardCopyOption.ATOMIC_MOVE);

    assertThat(linked.hasChanged()).isTrue();
    assertThat(linked.readText()).isEqualTo("two");
  }

  @Test
  void whatCannotBeReadIsSaidInOneSentence() throws Exception {
    Files.writeString(path, "x".repeat(17));
    assertThatThrownBy(file::readText)
        .isInstanceOf(UnreadableFileException.class)
        .hasMessage(
            "auth.tokenFile = " + path + " is larger than 0KB: it is not what is expected there");
    Files.writeString(path, " \n");
    assertThatThrownBy(file::readText).hasMessage("auth.tokenFile = " + path + " is empty");
    assertThatThrownBy(new WatchedFile("auth.tokenFile", folder.toString(), 16)::readText)
        .hasMessage("auth.tokenFile = " + folder + " is not a file");
    assertThatThrownBy(new WatchedFile("auth.tokenFile", "a\u0000b", 16)::readText)
        .hasMessage("auth.tokenFile = a b is not a path");
  }

  @Test
  void theLargestIsReadWhole() throws Exception {
    Files.writeString(path, "x".repeat(16));

    assertThat(file.readText()).hasSize(16);
  }
}

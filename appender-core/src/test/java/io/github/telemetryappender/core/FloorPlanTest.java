package io.github.telemetryappender.core;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.tngtech.archunit.ArchConfiguration;
import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Which way the arrows between packages point, and where what is dangerous to scatter has its one
 * home: the HTTP client, clocks, chance, files. Time and chance that come from outside are what
 * lets the production classes run in a simulator.
 */
class FloorPlanTest {

  private static final String CORE = "io.github.telemetryappender.core";

  private static final JavaClasses CLASSES = ownClasses();

  // Of other people's classes the names are enough; reading them takes most of the time.
  private static JavaClasses ownClasses() {
    ArchConfiguration.get().setResolveMissingDependenciesFromClassPath(false);
    return new ClassFileImporter()
        .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
        .importPackages(CORE);
  }

  /** Each package with those it may know beside itself. The root may know all of them. */
  static Stream<Arguments> arrows() {
    return Stream.of(
        arguments("time", List.of()),
        arguments("event", List.of()),
        arguments("memory", List.of()),
        arguments("files", List.of()),
        arguments("settings", List.of("event", "memory", "time")),
        arguments("capture", List.of("event", "settings", "memory", "time")),
        arguments("lane", List.of("event", "settings", "memory", "time")),
        arguments("batch", List.of("lane", "capture", "memory", "settings", "event", "time")),
        arguments("tls", List.of("settings", "files")),
        arguments("transport", List.of("settings", "time", "tls")),
        arguments("format", List.of("capture", "event", "transport", "settings")),
        arguments("auth", List.of("settings", "time", "files", "transport")),
        arguments("metrics", List.of("event", "time", "settings")),
        arguments(
            "delivery",
            List.of(
                "time",
                "event",
                "memory",
                "settings",
                "capture",
                "lane",
                "batch",
                "transport",
                "format",
                "auth",
                "metrics",
                "spool")));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("arrows")
  void aPackageKnowsOnlyThoseBeforeIt(String station, List<String> known) {
    String[] allowed =
        Stream.concat(Stream.of(station), known.stream())
            .map(FloorPlanTest::packages)
            .toArray(String[]::new);
    check(
        noClasses()
            .that()
            .resideInAPackage(packages(station))
            .should()
            .dependOnClassesThat(
                resideInAPackage(CORE + "..").and(not(resideInAnyPackage(allowed)))));
  }

  @Test
  void everyPackageHasItsPlaceInThePlan() {
    String[] planned =
        Stream.concat(arrows().map(arrow -> (String) arrow.get()[0]), Stream.of("spool"))
            .map(FloorPlanTest::packages)
            .toArray(String[]::new);
    check(classes().should().resideInAPackage(CORE).orShould().resideInAnyPackage(planned));
  }

  @Test
  void noTwoPackagesKnowEachOther() {
    check(slices().matching(CORE + ".(*)..").should().beFreeOfCycles());
  }

  @Test
  void okHttpLivesInTransport() {
    check(onlyIn("the HTTP client", resideInAnyPackage("okhttp3..", "okio.."), "transport"));
  }

  @Test
  void jacksonLivesWhereJsonIsReadOrWritten() {
    check(onlyIn("Jackson", resideInAnyPackage("com.fasterxml.jackson.."), "format", "auth"));
  }

  @Test
  void micrometerLivesInMetrics() {
    check(onlyIn("Micrometer", resideInAnyPackage("io.micrometer.."), "metrics"));
    check(
        noClasses()
            .that(not(nameMatching(".*\\.MicrometerMeters(\\$.*)?")))
            .should()
            .dependOnClassesThat(resideInAnyPackage("io.micrometer..")));
  }

  @Test
  void bouncyCastleLivesWhereKeysAreRead() {
    check(onlyIn("Bouncy Castle", resideInAnyPackage("org.bouncycastle.."), "tls"));
  }

  @Test
  void optionalLibrariesHaveOneHomeEach() {
    check(onlyIn("zstd-jni", resideInAnyPackage("com.github.luben.."), "format"));
    check(onlyIn("OpenTelemetry", resideInAnyPackage("io.opentelemetry.."), "capture"));
  }

  @Test
  void clocksLiveInTime() {
    check(noCalls("java\\.lang\\.System\\.(nanoTime|currentTimeMillis)", "time"));
    check(noCalls("java\\.time\\.(\\w+\\.now|Clock\\.(system|tick)\\w*)", "time"));
  }

  @Test
  void nobodySleeps() {
    check(noCalls("java\\.lang\\.Thread\\.sleep|java\\.util\\.concurrent\\.TimeUnit\\.sleep"));
  }

  @Test
  void chanceIsGivenNotMade() {
    check(noCalls("java\\.lang\\.(Strict)?Math\\.random|java\\.util\\.UUID\\.randomUUID"));
    // Only the front door makes a generator; everybody else is given one.
    check(
        noClasses()
            .that(not(resideInAPackage(CORE)))
            .should()
            .dependOnClassesThat(
                nameMatching(
                    "java\\.util\\.(Random|SplittableRandom|concurrent\\.ThreadLocalRandom|"
                        + "random\\.RandomGeneratorFactory)|java\\.security\\.SecureRandom")));
    check(noCallsOutsideRoot("java\\.util\\.random\\.RandomGenerator\\.(getDefault|of)"));
  }

  @Test
  void filesAreTouchedBehindPortsAlone() {
    check(
        onlyIn(
            "the file system",
            nameMatching(
                "java\\.io\\.(File|File(Input|Output)Stream|File(Reader|Writer)|RandomAccessFile)|"
                    + "java\\.nio\\.file\\.(Files|FileSystems?)|java\\.nio\\.channels\\.FileChannel"),
            "files",
            "spool",
            "settings"));
    // What the kernel says in a file is the one exception, and no wait.
    check(
        noClasses()
            .that()
            .resideInAPackage(packages("settings"))
            .and()
            .doNotHaveSimpleName("HostName")
            .should()
            .dependOnClassesThat(nameMatching("java\\.nio\\.file\\.Files|java\\.io\\.File.*")));
  }

  @Test
  void nothingIsLoggedOrPrinted() {
    check(
        noClasses()
            .should()
            .dependOnClassesThat(
                resideInAnyPackage(
                    "org.slf4j..",
                    "ch.qos.logback..",
                    "org.apache.logging..",
                    "java.util.logging..")));
    check(
        noClasses()
            .should()
            .accessTargetWhere(
                access("java\\.lang\\.System\\.(out|err)|.*\\.printStackTrace", "prints"))
            .as("no classes should print"));
  }

  private static ArchRule onlyIn(
      String what, DescribedPredicate<? super JavaClass> classes, String... homes) {
    return noClasses()
        .that()
        .resideOutsideOfPackages(packages(homes))
        .should()
        .dependOnClassesThat(classes.as(what));
  }

  private static ArchRule noCalls(String methods, String... homes) {
    return noClasses()
        .that()
        .resideOutsideOfPackages(packages(homes))
        .should()
        .accessTargetWhere(access(methods, "is " + methods));
  }

  private static ArchRule noCallsOutsideRoot(String methods) {
    return noClasses()
        .that(not(resideInAPackage(CORE)))
        .should()
        .accessTargetWhere(access(methods, "is " + methods));
  }

  /** An access whose target, written {@code package.Class.member}, matches wholly. */
  private static DescribedPredicate<JavaAccess<?>> access(String targets, String description) {
    return DescribedPredicate.describe(
        description,
        access ->
            (access.getTargetOwner().getName() + "." + access.getTarget().getName())
                .matches(targets));
  }

  private static String[] packages(String... stations) {
    return Arrays.stream(stations).map(FloorPlanTest::packages).toArray(String[]::new);
  }

  private static String packages(String station) {
    return CORE + "." + station + "..";
  }

  /** Packages that are still empty break no rule. */
  private static void check(ArchRule rule) {
    rule.allowEmptyShould(true).check(CLASSES);
  }
}

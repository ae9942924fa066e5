package io.switchboard.core;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchRule;
import io.switchboard.core.model.SessionId;
import java.time.Clock;
import java.time.Instant;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The core is pure, and its layers look one way: session → port → model. Each rule has a control: a
 * class in {@code trespass} that breaks it.
 */
class CoreLayersTest {
  private static final JavaClasses CORE =
      new ClassFileImporter()
          .importUrl(SessionId.class.getProtectionDomain().getCodeSource().getLocation());

  private static final JavaClasses TRESPASSERS =
      new ClassFileImporter().importPackages("io.switchboard.core.trespass");

  private static final ArchRule ONLY_JAVA =
      classes()
          .that()
          .resideInAPackage("io.switchboard.core..")
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage(
              "io.switchboard.core..",
              "java.lang..",
              "java.util..",
              "java.time..",
              "java.security");

  private static final ArchRule MODEL_KNOWS_NO_LAYER_ABOVE =
      noClasses()
          .that()
          .resideInAPackage("..model..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("..port..", "..session..");

  private static final ArchRule PORTS_KNOW_NO_SESSION =
      noClasses()
          .that()
          .resideInAPackage("..port..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("..session..");

  private static final ArchRule DECISIONS_KNOW_NO_CLOCK_CHANCE_OR_THREAD =
      noClasses()
          .that()
          .resideInAPackage("..session..")
          .should()
          .callMethod(Instant.class, "now")
          .orShould()
          .dependOnClassesThat()
          .areAssignableTo(Clock.class)
          .orShould()
          .dependOnClassesThat()
          .areAssignableTo(Random.class)
          .orShould()
          .dependOnClassesThat()
          .areAssignableTo(Thread.class)
          .orShould()
          .dependOnClassesThat()
          .areAssignableTo(System.class)
          .orShould()
          .dependOnClassesThat()
          .resideInAPackage("java.util.concurrent..");

  static Stream<Arguments> rules() {
    return Stream.of(
        Arguments.of("the core imports the language only", ONLY_JAVA),
        Arguments.of("the model knows no layer above", MODEL_KNOWS_NO_LAYER_ABOVE),
        Arguments.of("ports know no session", PORTS_KNOW_NO_SESSION),
        Arguments.of(
            "decisions know no clock, chance or thread", DECISIONS_KNOW_NO_CLOCK_CHANCE_OR_THREAD));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("rules")
  void isKept(String name, ArchRule rule) {
    rule.check(CORE);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("rules")
  void isBrokenByATrespasser(String name, ArchRule rule) {
    assertThat(rule.evaluate(TRESPASSERS).hasViolation()).isTrue();
  }
}

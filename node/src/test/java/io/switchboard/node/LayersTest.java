package io.switchboard.node;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import org.junit.jupiter.api.Test;

/** Who may import whom: docs/architecture.md, as a test. */
class LayersTest {
  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("io.switchboard");

  private static final ArchRule CORE_IS_PURE =
      classes()
          .that()
          .resideInAPackage("io.switchboard.core..")
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage("io.switchboard.core..", "java..");

  @Test
  void theCoreDependsOnNothingButJava() {
    CORE_IS_PURE.check(CLASSES);
  }

  @Test
  void theRuleForTheCoreCanFail() {
    ArchRule sameRuleForTheEntity =
        classes()
            .that()
            .resideInAPackage("io.switchboard.entity..")
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage("io.switchboard.core..", "io.switchboard.entity..", "java..");
    assertThat(sameRuleForTheEntity.evaluate(CLASSES).hasViolation()).isTrue();
  }

  @Test
  void shardingKnowsNeitherTheProtocolNorThePersistence() {
    noClasses()
        .that()
        .resideInAnyPackage(
            "io.switchboard.core..",
            "io.switchboard.entity..",
            "io.switchboard.kafka..",
            "io.switchboard.crypto..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "io.switchboard.protocol..", "io.switchboard.persistence..", "io.switchboard.node..")
        .check(CLASSES);
  }

  @Test
  void onlyTheKafkaModuleAndTheWiringKnowKafkasClients() {
    noClasses()
        .that()
        .resideInAnyPackage(
            "io.switchboard.core..",
            "io.switchboard.entity..",
            "io.switchboard.crypto..",
            "io.switchboard.persistence..",
            "io.switchboard.node.api..",
            "io.switchboard.node.door..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("org.apache.kafka..")
        .check(CLASSES);
  }

  @Test
  void thePersistenceKnowsOfTheOtherModulesTheCoreAlone() {
    noClasses()
        .that()
        .resideInAPackage("io.switchboard.persistence..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "io.switchboard.entity..",
            "io.switchboard.kafka..",
            "io.switchboard.crypto..",
            "io.switchboard.protocol..",
            "io.switchboard.node..")
        .check(CLASSES);
  }

  @Test
  void theDoorsKnowTheProtocolAndNothingOfSessions() {
    noClasses()
        .that()
        .resideInAPackage("io.switchboard.node.door..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "io.switchboard.core..",
            "io.switchboard.entity..",
            "io.switchboard.node.api..",
            "akka..")
        .check(CLASSES);
  }

  @Test
  void theProtocolDependsOnThriftAlone() {
    classes()
        .that()
        .resideInAPackage("io.switchboard.protocol..")
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage(
            "io.switchboard.protocol..", "org.apache.thrift..", "org.slf4j..", "java..")
        .check(CLASSES);
  }
}

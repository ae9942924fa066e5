package io.switchboard.bench;

import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.library.Architectures.LayeredArchitecture;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Which package uses which: the table at the end of bench/README.md, as a test. */
class PackagesTest {
  private static final String BENCH = "io.switchboard.bench";
  private static final List<String> BELOW =
      List.of("run", "report", "figures", "meter", "servers", "settings", "contender", "plot");
  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages(BENCH);

  @Test
  void everyPackageUsesOnlyWhatTheTableNames() {
    packages()
        .whereLayer("bench")
        .mayOnlyAccessLayers("run", "report", "figures", "servers", "settings")
        .whereLayer("run")
        .mayOnlyAccessLayers("contender", "figures", "meter", "servers", "settings")
        .whereLayer("report")
        .mayOnlyAccessLayers("figures", "meter", "settings", "plot")
        .whereLayer("figures")
        .mayOnlyAccessLayers("meter")
        .whereLayer("meter")
        .mayOnlyAccessLayers("servers")
        .whereLayer("servers")
        .mayOnlyAccessLayers("settings")
        .whereLayer("settings")
        .mayNotAccessAnyLayer()
        .whereLayer("contender")
        .mayNotAccessAnyLayer()
        .whereLayer("plot")
        .mayNotAccessAnyLayer()
        .check(CLASSES);
  }

  @Test
  void theRuleCanFail() {
    assertThat(
            packages().whereLayer("meter").mayNotAccessAnyLayer().evaluate(CLASSES).hasViolation())
        .isTrue();
  }

  private static LayeredArchitecture packages() {
    LayeredArchitecture packages =
        layeredArchitecture()
            .consideringOnlyDependenciesInLayers()
            .ensureAllClassesAreContainedInArchitecture()
            .layer("bench")
            .definedBy(BENCH);
    for (String name : BELOW) {
      packages = packages.layer(name).definedBy(BENCH + "." + name);
    }
    return packages;
  }
}

package anchorbench;

import static com.tngtech.archunit.base.DescribedPredicate.alwaysTrue;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import anchorbench.foreign.NativeFunction;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The dependency rules. */
class ArchitectureTest {
  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("anchorbench");

  @Test
  void nativeCallsStayInBindingPackages() {
    noClasses()
        .that()
        .resideOutsideOfPackages(
            "anchorbench.foreign",
            "anchorbench.memory",
            "anchorbench.engine.cpu.blas",
            "anchorbench.engine.cpu.machinecode",
            "anchorbench.engine.cpu.onednn",
            "anchorbench.engine.cuda.driver",
            "anchorbench.bench.pytorch",
            "anchorbench.bench.tensorflow")
        .should()
        .dependOnClassesThat()
        .belongToAnyOf(Linker.class, SymbolLookup.class, NativeFunction.class)
        .check(CLASSES);
  }

  /** A function without a prototype would be bound by nobody's word. */
  @Test
  void functionsAreBoundByTheirPrototypes() {
    noClasses()
        .that()
        .resideOutsideOfPackage("anchorbench.foreign")
        .should()
        .callMethod(
            Linker.class,
            "downcallHandle",
            MemorySegment.class,
            FunctionDescriptor.class,
            Linker.Option[].class)
        .check(CLASSES);
  }

  /** The list of engines sees all of them, and nobody of them sees it. */
  @Test
  void enginesDoNotSeeEachOther() {
    slices()
        .matching("anchorbench.engine.(*)..")
        .should()
        .notDependOnEachOther()
        .ignoreDependency(resideInAPackage("anchorbench.engine.registry"), alwaysTrue())
        .check(CLASSES);
  }

  @Test
  void packagesAreInNoCircle() {
    slices().matching("anchorbench.(**)").should().beFreeOfCycles().check(CLASSES);
  }

  /** Whoever reads records knows of engines what the records say. */
  @Test
  void readersOfRecordsDoNotSeeEngines() {
    noClasses()
        .that()
        .resideInAnyPackage("anchorbench.compare..", "anchorbench.report..", "anchorbench.check..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("anchorbench.engine..")
        .check(CLASSES);
  }

  /** Who multiplies has a product, and does not know whose. */
  @Test
  void onlyTheirChoiceKnowsLibrariesOfProducts() {
    String[] libraries = {"anchorbench.engine.cpu.blas", "anchorbench.engine.cpu.onednn"};
    noClasses()
        .that()
        .resideOutsideOfPackages(libraries)
        .and()
        .doNotHaveFullyQualifiedName("anchorbench.engine.cpu.GemmChoice")
        .and()
        .doNotHaveFullyQualifiedName("anchorbench.engine.cpu.ConvolutionChoice")
        .and()
        .doNotHaveFullyQualifiedName("anchorbench.engine.cpu.GemmChoice$Blas")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(libraries)
        .check(CLASSES);
  }

  /** One of them slows every later step down: see {@link anchorbench.memory.NativeMemory}. */
  @Test
  void theProcessorsLoopsMeetNoConfinedArena() {
    noClasses()
        .that()
        .resideInAnyPackage("anchorbench.engine.cpu..", "anchorbench.memory..")
        .should()
        .callMethod(Arena.class, "ofConfined")
        .check(CLASSES);
  }

  @Test
  void onlyTheListKnowsEngines() {
    noClasses()
        .that()
        .resideInAnyPackage(
            "anchorbench.experiment..",
            "anchorbench.report..",
            "anchorbench.result..",
            "anchorbench.data..",
            "anchorbench.triplet..",
            "anchorbench.network..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("anchorbench.engine.*..")
        .check(CLASSES);
  }

  @Test
  void nothingBelowKnowsTheCommandLine() {
    noClasses()
        .that()
        .resideOutsideOfPackages("anchorbench.cli..", "anchorbench.bench..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("anchorbench.cli..", "picocli..")
        .check(CLASSES);
  }

  /** The compiler's own check (DefaultLocale) knows {@code String.format}, but no streams. */
  @Test
  void formatsNameTheirLocale() {
    for (Class<?> printer : List.of(PrintStream.class, PrintWriter.class)) {
      for (String method : List.of("printf", "format")) {
        noClasses()
            .should()
            .callMethod(printer, method, String.class, Object[].class)
            .because("numbers must not be those of a machine's locale")
            .check(CLASSES);
      }
    }
  }

  @Test
  void noPackageIsNamedForNothing() {
    noClasses()
        .should()
        .resideInAnyPackage("..util..", "..utils..", "..common..", "..helper..", "..helpers..")
        .check(CLASSES);
  }
}

package anchorbench;

import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.TypeCastTree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.TreePathScanner;
import com.sun.source.util.Trees;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import javax.lang.model.element.Modifier;
import javax.tools.JavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/**
 * Counts, in parsed sources, what the rules of the build allow none or few of. To see it for a
 * folder: {@code java src/test/java/anchorbench/SourceCounts.java src/main/java}.
 *
 * @param casts to classes of this project
 * @param longParameterLists methods and constructors with more than {@value #MOST_PARAMETERS}
 *     parameters; a record's own constructor counts as the record
 * @param longRecords with more than {@value #MOST_COMPONENTS} components
 */
record SourceCounts(List<String> casts, List<String> longParameterLists, List<String> longRecords) {
  static final int MOST_PARAMETERS = 7;
  static final int MOST_COMPONENTS = 10;

  public static void main(String... folders) throws IOException {
    SourceCounts counts = of(Stream.of(folders).map(Path::of).toList());
    print("casts to classes of this project", counts.casts);
    print("parameter lists above " + MOST_PARAMETERS, counts.longParameterLists);
    print("records above " + MOST_COMPONENTS + " components", counts.longRecords);
  }

  private static void print(String what, List<String> found) {
    System.out.println(found.size() + " " + what);
    found.forEach(each -> System.out.println("  " + each));
  }

  /** Of all Java files in and below the folders. */
  static SourceCounts of(List<Path> folders) throws IOException {
    List<Path> files = new ArrayList<>();
    for (Path folder : folders) {
      try (Stream<Path> found = Files.walk(folder)) {
        files.addAll(found.filter(file -> file.toString().endsWith(".java")).sorted().toList());
      }
    }
    SourceCounts counts = new SourceCounts(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
    var compiler = ToolProvider.getSystemJavaCompiler();
    try (StandardJavaFileManager manager = compiler.getStandardFileManager(null, null, null)) {
      Iterable<? extends JavaFileObject> sources = manager.getJavaFileObjectsFromPaths(files);
      JavacTask task = (JavacTask) compiler.getTask(null, manager, null, List.of(), null, sources);
      List<CompilationUnitTree> units = new ArrayList<>();
      task.parse().forEach(units::add);
      Set<String> own = new TreeSet<>();
      units.forEach(unit -> new Names(own).scan(unit, null));
      for (CompilationUnitTree unit : units) {
        counts.new Scanner(unit, Trees.instance(task), own).scan(unit, null);
      }
    }
    return counts;
  }

  /** Collects the simple names of all classes. */
  private static final class Names extends TreePathScanner<Void, Void> {
    private final Set<String> names;

    Names(Set<String> names) {
      this.names = names;
    }

    @Override
    public Void visitClass(ClassTree tree, Void unused) {
      names.add(tree.getSimpleName().toString());
      return super.visitClass(tree, null);
    }
  }

  private final class Scanner extends TreePathScanner<Void, Void> {
    private final CompilationUnitTree unit;
    private final Trees trees;
    private final Set<String> own;

    Scanner(CompilationUnitTree unit, Trees trees, Set<String> own) {
      this.unit = unit;
      this.trees = trees;
      this.own = own;
    }

    @Override
    public Void visitTypeCast(TypeCastTree tree, Void unused) {
      String type = tree.getType().toString().replaceFirst("<.*", "").replaceFirst(".*\\.", "");
      if (own.contains(type) && !isImportedFromElsewhere(type)) {
        casts.add(at(tree) + " " + tree);
      }
      return super.visitTypeCast(tree, null);
    }

    private boolean isImportedFromElsewhere(String type) {
      return unit.getImports().stream()
          .map(each -> each.getQualifiedIdentifier().toString())
          .anyMatch(name -> name.endsWith("." + type) && !name.startsWith("anchorbench."));
    }

    @Override
    public Void visitMethod(MethodTree tree, Void unused) {
      if (!isRecordsOwn(tree) && tree.getParameters().size() > MOST_PARAMETERS) {
        longParameterLists.add(
            at(tree) + " " + tree.getName() + ": " + tree.getParameters().size());
      }
      return super.visitMethod(tree, null);
    }

    /** A record's own constructor has as many as its components, which are counted there. */
    private boolean isRecordsOwn(MethodTree tree) {
      return tree.getReturnType() == null
          && getCurrentPath().getParentPath().getLeaf() instanceof ClassTree type
          && type.getKind() == Tree.Kind.RECORD
          && type.getMembers().stream().filter(Scanner::isComponent).count()
              == tree.getParameters().size();
    }

    @Override
    public Void visitClass(ClassTree tree, Void unused) {
      if (tree.getKind() == Tree.Kind.RECORD) {
        long components = tree.getMembers().stream().filter(Scanner::isComponent).count();
        if (components > MOST_COMPONENTS) {
          longRecords.add(at(tree) + " " + tree.getSimpleName() + ": " + components);
        }
      }
      return super.visitClass(tree, null);
    }

    private static boolean isComponent(Tree member) {
      return member instanceof VariableTree field
          && !field.getModifiers().getFlags().contains(Modifier.STATIC);
    }

    private String at(Tree tree) {
      long position = trees.getSourcePositions().getStartPosition(unit, tree);
      return Path.of(unit.getSourceFile().getName()).getFileName()
          + ":"
          + unit.getLineMap().getLineNumber(position);
    }
  }
}

package anchorbench.bench;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.openjdk.jmh.runner.BenchmarkList;
import org.openjdk.jmh.runner.BenchmarkListEntry;
import org.openjdk.jmh.runner.format.OutputFormat;
import org.openjdk.jmh.runner.format.OutputFormatFactory;
import org.openjdk.jmh.runner.options.Options;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.VerboseMode;

/** JMH options taken apart: one benchmark with one value of each parameter at a time. */
final class BenchmarkPlan {
  private BenchmarkPlan() {}

  /**
   * One of the things that options stand for.
   *
   * @param benchmark JMH's name of it
   */
  record Item(RowKey key, String benchmark, Options all) {
    /**
     * What JMH is asked so that it measures this and nothing else. Not a child of all the options:
     * a child's includes are added to its parent's.
     */
    OptionsBuilder alone() {
      OptionsBuilder options = new OptionsBuilder();
      options
          .include("^" + Pattern.quote(benchmark) + "$")
          .forks(all.getForkCount().get())
          .warmupIterations(all.getWarmupIterations().get())
          .warmupTime(all.getWarmupTime().get())
          .measurementIterations(all.getMeasurementIterations().get())
          .measurementTime(all.getMeasurementTime().get());
      key.parameters().forEach(options::param);
      return options;
    }
  }

  /** Of all benchmarks. */
  static Set<String> parameterNames() {
    Set<String> names = new TreeSet<>();
    BenchmarkList.defaultList()
        .getAll(silent(), List.of())
        .forEach(entry -> names.addAll(entry.getParams().orElse(Map.of()).keySet()));
    return names;
  }

  private static OutputFormat silent() {
    return OutputFormatFactory.createFormatInstance(System.err, VerboseMode.SILENT);
  }

  /** In the order in which JMH would run them. */
  static List<Item> items(Options options) {
    List<Item> items = new ArrayList<>();
    var entries =
        BenchmarkList.defaultList().find(silent(), options.getIncludes(), options.getExcludes());
    for (BenchmarkListEntry entry : entries) {
      List<Map<String, String>> combinations = new ArrayList<>(List.of(Map.of()));
      for (var parameter : entry.getParams().orElse(Map.of()).entrySet()) {
        Collection<String> values =
            options.getParameter(parameter.getKey()).orElse(List.of(parameter.getValue()));
        combinations = extended(combinations, parameter.getKey(), values);
      }
      for (Map<String, String> each : combinations) {
        String name = entry.getUsername();
        items.add(new Item(RowKey.of(name, each), name, options));
      }
    }
    return items;
  }

  /**
   * With those that are compared one after the other: the arms of one engine, the engines of one
   * kernel and size, and behind them their peaks.
   */
  static List<Item> sideBySide(List<Item> items) {
    Map<RowKey, Map<String, List<Item>>> byWork = new LinkedHashMap<>();
    for (Item item : items) {
      byWork
          .computeIfAbsent(item.key().work(), work -> new LinkedHashMap<>())
          .computeIfAbsent(item.key().engine(), engine -> new ArrayList<>())
          .add(item);
    }
    return byWork.values().stream()
        .flatMap(work -> work.values().stream())
        .flatMap(List::stream)
        .toList();
  }

  private static List<Map<String, String>> extended(
      List<Map<String, String>> combinations, String name, Collection<String> values) {
    List<Map<String, String>> extended = new ArrayList<>();
    for (Map<String, String> combination : combinations) {
      for (String value : values) {
        Map<String, String> next = new LinkedHashMap<>(combination);
        next.put(name, value);
        extended.add(next);
      }
    }
    return extended;
  }
}

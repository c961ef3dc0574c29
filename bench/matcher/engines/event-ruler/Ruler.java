// Measures AWS event-ruler on a workload in files: one machine a bucket, events parsed before the clock starts.
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import software.amazon.event.ruler.Machine;

public final class Ruler {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** The JVM needs longer than Node until its code is compiled for good. */
  private static final int WARM_UPS = 3;

  private record Asked(List<Machine> machines, JsonNode event) {}

  /** Arguments: folder, warm-up in ms, measurement in ms, events to check, ms to check for. */
  public static void main(String[] args) throws Exception {
    Path folder = Path.of(args[0]);
    long began = System.nanoTime();
    Map<String, Machine> machines = machines(folder.resolve("rules.jsonl"));
    long loadMs = (System.nanoTime() - began) / 1_000_000;
    List<Asked> asked = asked(folder.resolve("events.jsonl"), machines);
    List<List<String>> sets = check(asked, Integer.parseInt(args[3]), Long.parseLong(args[4]));
    measure(asked, WARM_UPS * Long.parseLong(args[1]));
    double[] measured = measure(asked, Long.parseLong(args[2]));
    System.out.println(JSON.writeValueAsString(
        Map.of("loadMs", loadMs, "events", measured[0], "cpuSeconds", measured[1], "sets", sets)));
  }

  /** Machines are independent of each other, and adding rules takes minutes at 100,000: all cores do it. */
  private static Map<String, Machine> machines(Path rules) throws IOException {
    Map<String, List<JsonNode>> buckets = new LinkedHashMap<>();
    for (String line : Files.readAllLines(rules)) {
      JsonNode rule = JSON.readTree(line);
      buckets.computeIfAbsent(rule.get("bucket").asText(), bucket -> new ArrayList<>()).add(rule);
    }
    Map<String, Machine> machines = new ConcurrentHashMap<>();
    buckets.entrySet().parallelStream()
        .forEach(bucket -> machines.put(bucket.getKey(), machine(bucket.getValue())));
    return machines;
  }

  /** As it comes: additional reuse of name states (its README) saves memory and made it slower by half at 10,000 rules. */
  private static Machine machine(List<JsonNode> rules) {
    Machine machine = new Machine();
    for (JsonNode rule : rules) {
      try {
        machine.addRule(rule.get("key").asText(), rule.get("pattern").toString());
      } catch (IOException refused) {
        throw new UncheckedIOException(refused);
      }
    }
    return machine;
  }

  private static List<Asked> asked(Path events, Map<String, Machine> machines) throws Exception {
    List<Asked> asked = new ArrayList<>();
    for (String line : Files.readAllLines(events)) {
      JsonNode event = JSON.readTree(line);
      List<Machine> its = new ArrayList<>();
      for (JsonNode bucket : event.get("buckets"))
        if (machines.containsKey(bucket.asText())) its.add(machines.get(bucket.asText()));
      asked.add(new Asked(its, event.get("document")));
    }
    return asked;
  }

  private static List<String> match(Asked asked) throws Exception {
    List<String> keys = new ArrayList<>();
    for (Machine machine : asked.machines) keys.addAll(machine.rulesForJSONEvent(asked.event));
    return keys;
  }

  private static List<List<String>> check(List<Asked> asked, int most, long ms) throws Exception {
    List<List<String>> sets = new ArrayList<>();
    long began = cpuNanos();
    while (sets.size() < Math.min(most, asked.size()) && cpuNanos() - began < ms * 1_000_000)
      sets.add(match(asked.get(sets.size())));
    return sets;
  }

  /** Events matched, and the seconds of this thread's CPU time that it took. */
  private static double[] measure(List<Asked> asked, long ms) throws Exception {
    long began = cpuNanos();
    int events = 0;
    while (cpuNanos() - began < ms * 1_000_000) {
      match(asked.get(events % asked.size()));
      events += 1;
    }
    return new double[] {events, (cpuNanos() - began) / 1e9};
  }

  private static long cpuNanos() {
    return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
  }
}

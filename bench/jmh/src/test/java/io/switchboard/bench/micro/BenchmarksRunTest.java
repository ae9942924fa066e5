package io.switchboard.bench.micro;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collection;
import org.junit.jupiter.api.Test;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.Options;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;

/** Sees that every benchmark still runs; what it measures in this JVM means nothing. */
class BenchmarksRunTest {
  @Test
  void everyBenchmarkRuns() throws RunnerException {
    Options briefly =
        new OptionsBuilder()
            .forks(0)
            .warmupIterations(0)
            .measurementIterations(1)
            .measurementTime(TimeValue.milliseconds(10))
            .addProfiler(GCProfiler.class)
            .shouldFailOnError(true)
            .build();
    Collection<RunResult> results = new Runner(briefly).run();
    assertThat(results)
        .extracting(result -> classOf(result.getParams().getBenchmark()))
        .contains(
            "EnvelopeBenchmark",
            "KafkaBatchBenchmark",
            "LedgerRecordBenchmark",
            "NodeWireBenchmark",
            "SessionDecisionBenchmark",
            "ThriftCodecBenchmark");
  }

  /** Of {@code package.Class.method}. */
  private static String classOf(String benchmark) {
    String[] parts = benchmark.split("\\.", -1);
    return parts[parts.length - 2];
  }
}

package dev.freshet.benchmarks;

import dev.freshet.benchmarks.PairedCalls.Figures;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Compares a call through Freshet with the same call with a constant header, on Jersey and on RESTEasy, and prints a table:
 * {@code CallComparison 5 20} for five processes each, and twenty seconds for each shape of call. Not by JMH, which measures
 * one thing after another: what a machine does meanwhile would be larger than what is looked for.
 */
public final class CallComparison {

    private static final double MOST = 1.05;

    /** The 97.5 % quantiles of Student's distribution with 1, 2, ... degrees of freedom. */
    private static final double[] STUDENT = {12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262};

    /** A client runtime, and the part of a path by which one knows the jars of the other one. */
    private record ClientRuntime(String name, String jarsOfTheOther) {

        String classPath() {
            return Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
                    .filter(entry -> !entry.contains(jarsOfTheOther))
                    .collect(Collectors.joining(File.pathSeparator));
        }
    }

    private static final List<ClientRuntime> RUNTIMES = List.of(
            new ClientRuntime("Jersey", Path.of("org", "jboss", "resteasy").toString()),
            new ClientRuntime("RESTEasy", Path.of("org", "glassfish", "jersey").toString()));

    private CallComparison() {}

    /** @param args how many processes for each runtime, from 2 to 10, and for how many seconds they measure each call */
    public static void main(String[] args) throws IOException, InterruptedException {
        int forks = Integer.parseInt(args[0]);
        StringBuilder table = new StringBuilder();
        for (ClientRuntime runtime : RUNTIMES) {
            Map<String, List<Figures>> shapes = new LinkedHashMap<>();
            for (int fork = 0; fork < forks; fork++) {
                for (Figures figures : measured(runtime, args[1])) {
                    shapes.computeIfAbsent(figures.shape(), first -> new ArrayList<>())
                            .add(figures);
                }
            }
            shapes.forEach((shape, figures) -> table.append(row(runtime, shape, figures)));
        }
        System.out.println();
        System.out.println(Runtime.getRuntime().availableProcessors() + " processors, Java " + Runtime.version());
        System.out.println("runtime   call  constant us  Freshet us  ratio  95 % interval    at most     "
                + "constant B  Freshet B  more B");
        System.out.print(table);
    }

    private static List<Figures> measured(ClientRuntime runtime, String seconds)
            throws IOException, InterruptedException {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        runtime.classPath(),
                        PairedCalls.class.getName(),
                        seconds)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        List<Figures> figures = new ArrayList<>();
        try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                System.out.println(runtime.name() + ": " + line);
                if (Figures.isWritten(line)) {
                    figures.add(Figures.read(line));
                }
            }
        }
        if (process.waitFor() != 0) {
            throw new IOException("the process for " + runtime.name() + " failed, see above");
        }
        return figures;
    }

    /** The processes are the sample: they differ among each other by more than the blocks within one. */
    private static String row(ClientRuntime runtime, String shape, List<Figures> figures) {
        double mean = mean(figures, Figures::logarithm);
        double variance = figures.stream()
                        .mapToDouble(each -> Math.pow(each.logarithm() - mean, 2))
                        .sum()
                / (figures.size() - 1);
        double bound = STUDENT[figures.size() - 2] * Math.sqrt(variance / figures.size());
        double upper = Math.exp(mean + bound);
        return String.format(
                Locale.ROOT,
                "%-8s  %-4s  %11.1f  %10.1f  %.3f  %.3f to %.3f   %.2f %-6s  %10.0f  %9.0f  %6.0f%n",
                runtime.name(),
                shape,
                mean(figures, Figures::constantMicros),
                mean(figures, Figures::freshetMicros),
                Math.exp(mean),
                Math.exp(mean - bound),
                upper,
                MOST,
                upper <= MOST ? "" : "MISSED",
                mean(figures, Figures::constantBytes),
                mean(figures, Figures::freshetBytes),
                mean(figures, Figures::freshetBytes) - mean(figures, Figures::constantBytes));
    }

    private static double mean(List<Figures> figures, ToDoubleFunction<Figures> of) {
        return figures.stream().mapToDouble(of).average().orElseThrow();
    }
}

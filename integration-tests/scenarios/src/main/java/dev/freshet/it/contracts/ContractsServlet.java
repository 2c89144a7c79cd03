package dev.freshet.it.contracts;

import dev.freshet.it.conformance.ConformanceListener;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.engine.JupiterTestEngine;
import org.junit.platform.engine.discovery.DiscoverySelectors;
import org.junit.platform.launcher.Launcher;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.core.LauncherConfig;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/**
 * Runs the contracts on the thread of the request, and answers a {@link Verdict} a line and {@link #END}. The parameters of
 * the request are those of the run.
 */
@WebServlet("/contracts")
public final class ContractsServlet extends HttpServlet {

    /** The last line of a run that came to its end. */
    public static final String END = "END";

    private static final long serialVersionUID = 1L;

    /** For the container. */
    public ContractsServlet() {}

    @Override
    protected void doPost(HttpServletRequest request, HttpServletResponse response) throws IOException {
        response.setContentType("text/plain;charset=UTF-8");
        PrintWriter out = response.getWriter();
        launcher().execute(contracts(parameters(request)), new Report(out));
        out.println(END);
    }

    private static Map<String, String> parameters(HttpServletRequest request) {
        return request.getParameterMap().entrySet().stream()
                .collect(Collectors.toMap(
                        Map.Entry::getKey, parameter -> parameter.getValue()[0]));
    }

    /** Looks for nothing in class loaders: whatever a server has of JUnit is not for this run. */
    private static Launcher launcher() {
        return LauncherFactory.create(LauncherConfig.builder()
                .enableTestEngineAutoRegistration(false)
                .enableLauncherSessionListenerAutoRegistration(false)
                .enableLauncherDiscoveryListenerAutoRegistration(false)
                .enablePostDiscoveryFilterAutoRegistration(false)
                .enableTestExecutionListenerAutoRegistration(false)
                .addTestEngines(new JupiterTestEngine())
                .addTestExecutionListeners(new ConformanceListener())
                .build());
    }

    private static LauncherDiscoveryRequest contracts(Map<String, String> parameters) {
        return LauncherDiscoveryRequestBuilder.request()
                .selectors(Contracts.ALL.stream()
                        .map(DiscoverySelectors::selectClass)
                        .toList())
                .configurationParameters(parameters)
                .build();
    }
}

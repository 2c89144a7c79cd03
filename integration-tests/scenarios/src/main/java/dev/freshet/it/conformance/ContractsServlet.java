package dev.freshet.it.conformance;

import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.PrintWriter;
import org.junit.jupiter.engine.JupiterTestEngine;
import org.junit.platform.engine.discovery.DiscoverySelectors;
import org.junit.platform.launcher.Launcher;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.core.LauncherConfig;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/** Runs the contracts on the thread of the request, and answers a {@link Verdict} a line and {@link #END}. */
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
        launcher().execute(contracts(), new Report(out));
        out.println(END);
    }

    /** What a server has of JUnit is none of our business: the engine is named, and nothing else is looked for. */
    private static Launcher launcher() {
        return LauncherFactory.create(LauncherConfig.builder()
                .enableTestEngineAutoRegistration(false)
                .enableLauncherSessionListenerAutoRegistration(false)
                .enableLauncherDiscoveryListenerAutoRegistration(false)
                .enablePostDiscoveryFilterAutoRegistration(false)
                .enableTestExecutionListenerAutoRegistration(false)
                .addTestEngines(new JupiterTestEngine())
                .build());
    }

    private static LauncherDiscoveryRequest contracts() {
        return LauncherDiscoveryRequestBuilder.request()
                .selectors(Contracts.ALL.stream()
                        .map(DiscoverySelectors::selectClass)
                        .toList())
                .configurationParameter("junit.jupiter.extensions.autodetection.enabled", "true")
                .configurationParameter("junit.jupiter.execution.timeout.default", "60 s")
                .build();
    }
}

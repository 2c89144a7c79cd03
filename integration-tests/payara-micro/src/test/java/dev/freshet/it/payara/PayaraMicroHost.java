package dev.freshet.it.payara;

import fish.payara.micro.BootstrapException;
import fish.payara.micro.PayaraMicro;
import fish.payara.micro.PayaraMicroRuntime;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * The main class of a child process: a Payara Micro that deploys and undeploys on command, which the server's own command
 * line cannot. A command is a line of standard input: {@code deploy NAME FILE} or {@code undeploy NAME}; a line of output
 * answers it.
 */
public final class PayaraMicroHost {

    static final String DONE = "HOST done: ";
    /** Held here, since the JDK forgets the level of a logger that nobody holds. */
    private static final Logger FRESHET = Logger.getLogger("dev.freshet");

    private static final String LISTENER_ADDRESS = "configs.config.server-config.network-config.network-listeners"
            + ".network-listener.http-listener.address=127.0.0.1";

    private PayaraMicroHost() {}

    /** Starts the server on the port that is the only argument, and obeys until the input ends. */
    public static void main(String[] arguments) throws BootstrapException, IOException {
        PayaraMicroRuntime server = PayaraMicro.getInstance()
                .setNoHazelcast(true)
                .setHttpPort(Integer.parseInt(arguments[0]))
                .setPreBootHandler(commands -> commands.run("set", LISTENER_ADDRESS))
                .bootStrap();
        FRESHET.setLevel(Level.ALL);
        Arrays.stream(Logger.getLogger("").getHandlers()).forEach(handler -> handler.setLevel(Level.ALL));
        answer("start", server);
        BufferedReader input = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = input.readLine(); line != null; line = input.readLine()) {
            obey(line, server);
            answer(line, server);
        }
        server.shutdown();
    }

    private static void obey(String line, PayaraMicroRuntime server) {
        String[] words = line.split(" ", 3);
        // To deploy over an application of the same name would leave the old one in place.
        if (server.getDeployedApplicationNames().contains(words[1])) {
            server.undeploy(words[1]);
        }
        if (words[0].equals("deploy")) {
            server.deploy(words[1], words[1], new File(words[2]));
        }
    }

    /** What is deployed now is the truth: the server says "deployed" also of an application that failed to start. */
    private static void answer(String line, PayaraMicroRuntime server) {
        System.out.println("\n" + DONE + line + " -> " + server.getDeployedApplicationNames());
    }
}

package dev.freshet.it.tck;

import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.core.WireMockConfiguration;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.ArrayList;
import java.util.List;
import org.testng.IExecutionListener;

/**
 * Those whom the clients of the TCK call: WireMock, and an address where nobody answers. Both on loopback. They are there
 * before Arquillian is: some tests of the TCK call before their suite begins.
 */
public final class Peers implements IExecutionListener {

    private static final int LONGEST_QUEUE = 100;

    private final WireMockServer wireMock = new WireMockServer(
            WireMockConfiguration.options().bindAddress("127.0.0.1").port(Integer.getInteger("wiremock.server.port")));
    private final List<Closeable> silence = new ArrayList<>();

    /** For TestNG. */
    public Peers() {}

    @Override
    public void onExecutionStart() {
        wireMock.start();
        beSilentAt(new InetSocketAddress(InetAddress.getLoopbackAddress(), Integer.getInteger("tck.silent.port")));
    }

    @Override
    public void onExecutionFinish() {
        wireMock.stop();
        silence.forEach(Peers::close);
    }

    /** A queue of connections that nobody accepts: once it is full, the next caller waits until it gives up. */
    private void beSilentAt(InetSocketAddress address) {
        try {
            silence.add(new ServerSocket(address.getPort(), 1, address.getAddress()));
            for (int i = 0; i < LONGEST_QUEUE; i++) {
                Socket waiting = new Socket();
                silence.add(waiting);
                waiting.connect(address, 500);
            }
            throw new IllegalStateException("this system lets everybody in who comes to " + address);
        } catch (SocketTimeoutException full) {
            // As wanted: from now on it happens to everybody.
        } catch (IOException e) {
            throw new UncheckedIOException("nobody can be silent at " + address, e);
        }
    }

    private static void close(Closeable socket) {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException("a peer did not close", e);
        }
    }
}

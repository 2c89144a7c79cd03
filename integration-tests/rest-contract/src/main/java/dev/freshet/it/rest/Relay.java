package dev.freshet.it.rest;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLContext;

/** What stands between a client and the API on loopback: the end of TLS, an HTTP proxy, a gateway. Counts connections. */
final class Relay implements AutoCloseable {

    /** Deals with a new connection, whose number is given; what it does not close is connected with what it returns. */
    private interface Door {
        Socket open(Socket client, int number) throws IOException;
    }

    private static final Pattern TO_A_PROXY = Pattern.compile("(\\S+) http://([^:/]+):(\\d+)(\\S*) (HTTP/1.1\r\n)");
    private static final Pattern OF_ONE_HOP = Pattern.compile("(?im)^(Proxy-)?Connection:.*\r\n");

    private final ServerSocket listener;
    private final String scheme;
    private final Door door;
    private final AtomicInteger connections = new AtomicInteger();
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private final ExecutorService threads = Executors.newCachedThreadPool(task -> {
        Thread thread = new Thread(task, "relay");
        thread.setDaemon(true);
        return thread;
    });

    private Relay(ServerSocket listener, String scheme, Door door) throws IOException {
        this.listener = listener;
        this.scheme = scheme;
        this.door = door;
        listener.bind(new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), 0));
        threads.execute(this::accept);
    }

    /** Passes on what comes. */
    static Relay to(URI api) throws IOException {
        return new Relay(new ServerSocket(), "http", (client, number) -> connect(api.getHost(), api.getPort()));
    }

    /** Passes on what comes encrypted. */
    static Relay decrypting(URI api, SSLContext tls) throws IOException {
        return new Relay(
                tls.getServerSocketFactory().createServerSocket(),
                "https",
                (client, number) -> connect(api.getHost(), api.getPort()));
    }

    /** A proxy that takes one request on each connection. */
    static Relay proxy() throws IOException {
        return new Relay(new ServerSocket(), "http", (client, number) -> {
            Matcher request = TO_A_PROXY.matcher(head(client.getInputStream()));
            if (!request.lookingAt()) {
                throw new IOException("not a request to a proxy");
            }
            Socket beyond = connect(request.group(2), Integer.parseInt(request.group(3)));
            String head = OF_ONE_HOP.matcher(request.replaceFirst("$1 $4 $5")).replaceAll("");
            send(beyond, head.replaceFirst("\r\n\r\n$", "\r\nConnection: close\r\n\r\n"));
            return beyond;
        });
    }

    /** A gateway that answers the first connection with 401 before it has read the body, and passes later ones on. */
    static Relay refusingEarly(URI api) throws IOException {
        return new Relay(new ServerSocket(), "http", (client, number) -> {
            if (number > 1) {
                return connect(api.getHost(), api.getPort());
            }
            head(client.getInputStream());
            send(client, "HTTP/1.1 401 \r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
            client.close();
            throw new IOException("refused");
        });
    }

    /** An address on this side. */
    URI uri(String path) {
        return URI.create(scheme + "://127.0.0.1:" + listener.getLocalPort() + path);
    }

    int port() {
        return listener.getLocalPort();
    }

    /** How many connections came in. */
    int connections() {
        return connections.get();
    }

    private static Socket connect(String host, int port) throws IOException {
        return new Socket(host, port);
    }

    private static void send(Socket to, String text) throws IOException {
        to.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    private static String head(InputStream in) throws IOException {
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        while (!head.toString(StandardCharsets.ISO_8859_1).endsWith("\r\n\r\n")) {
            int next = in.read();
            if (next < 0) {
                throw new IOException("no request");
            }
            head.write(next);
        }
        return head.toString(StandardCharsets.ISO_8859_1);
    }

    private void accept() {
        try {
            while (true) {
                Socket client = listener.accept();
                int number = connections.incrementAndGet();
                threads.execute(() -> serve(client, number));
            }
        } catch (IOException | RejectedExecutionException closed) {
            threads.shutdown();
        }
    }

    private void serve(Socket client, int number) {
        sockets.add(client);
        try (client;
                Socket beyond = door.open(client, number)) {
            sockets.add(beyond);
            threads.execute(() -> copy(client, beyond));
            copy(beyond, client);
        } catch (IOException | RejectedExecutionException ended) {
            sockets.remove(client);
        }
    }

    /** Until one side ends; then both do. */
    private static void copy(Socket from, Socket to) {
        try (from;
                to) {
            to.setTcpNoDelay(true);
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            byte[] some = new byte[16 * 1024];
            for (int read = in.read(some); read >= 0; read = in.read(some)) {
                out.write(some, 0, read);
                out.flush();
            }
        } catch (IOException ended) {
            return;
        }
    }

    @Override
    public void close() throws IOException {
        listener.close();
        for (Socket socket : sockets) {
            socket.close();
        }
        threads.shutdownNow();
    }
}

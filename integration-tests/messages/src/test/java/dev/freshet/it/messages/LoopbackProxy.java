package dev.freshet.it.messages;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/** A forward proxy: tunnels by CONNECT, and hands other requests on as they are. */
final class LoopbackProxy implements AutoCloseable {

    private final ServerSocket listener;
    private final @Nullable String refusal;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private final List<String> seen = new CopyOnWriteArrayList<>();

    private LoopbackProxy(@Nullable String refusal) throws IOException {
        this.listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        this.refusal = refusal;
        threads.execute(this::accept);
    }

    static LoopbackProxy start() throws IOException {
        return new LoopbackProxy(null);
    }

    /** @param status what each request is answered with, such as {@code 503 Down} */
    static LoopbackProxy refusing(String status) throws IOException {
        return new LoopbackProxy(status);
    }

    int port() {
        return listener.getLocalPort();
    }

    /** The first lines of all requests. */
    List<String> seen() {
        return List.copyOf(seen);
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                Socket client = listener.accept();
                sockets.add(client);
                threads.execute(() -> serve(client));
            } catch (IOException closed) {
                return;
            }
        }
    }

    private void serve(Socket client) {
        try {
            String head = head(client.getInputStream());
            String[] line = head.substring(0, head.indexOf('\r')).split(" ");
            seen.add(line[0] + " " + line[1]);
            if (refusal != null) {
                client.getOutputStream()
                        .write(("HTTP/1.1 " + refusal + "\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
                                .getBytes(StandardCharsets.US_ASCII));
                client.close();
                return;
            }
            boolean tunnel = line[0].equals("CONNECT");
            URI target = URI.create(tunnel ? "tunnel://" + line[1] : line[1]);
            Socket server = new Socket(target.getHost(), target.getPort());
            sockets.add(server);
            if (tunnel) {
                client.getOutputStream().write("HTTP/1.1 200 Connected\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            } else {
                server.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
            }
            threads.execute(() -> copy(client, server));
            copy(server, client);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String head(InputStream in) throws IOException {
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        while (!head.toString(StandardCharsets.US_ASCII).endsWith("\r\n\r\n")) {
            head.write(in.read());
        }
        return head.toString(StandardCharsets.US_ASCII);
    }

    private static void copy(Socket from, Socket to) {
        try {
            from.getInputStream().transferTo(to.getOutputStream());
            to.shutdownOutput();
        } catch (IOException ended) {
            return; // one side is closed, and so is the test
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

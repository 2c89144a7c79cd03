package dev.freshet.testkit;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;

/**
 * An HTTP/1.1 server on 127.0.0.1 with one daemon thread per connection. The JDK's own server would do for answering,
 * but it hides what a test wants to see and do: the bytes of a request, the order and case of its headers, and what
 * happens to the connection.
 */
final class LoopbackServer implements AutoCloseable {

    /** What is behind the server. */
    interface Service {
        Reaction react(RecordedRequest request) throws InterruptedException;
    }

    private static final Logger LOG = System.getLogger("dev.freshet.testkit");
    private static final Duration LONGEST_IDLE = Duration.ofMinutes(30);
    private static final Duration LONGEST_CLOSE = Duration.ofSeconds(5);
    private static final byte[] CONTINUE = "HTTP/1.1 100 Continue\r\n\r\n".getBytes(StandardCharsets.ISO_8859_1);

    private final ServerSocket listener;
    private final Service service;
    private final InstantSource time;
    private final Set<Socket> connections = ConcurrentHashMap.newKeySet();
    private final ExecutorService threads;

    private LoopbackServer(ServerSocket listener, String name, Service service, InstantSource time) {
        this.listener = listener;
        this.service = service;
        this.time = time;
        this.threads = Executors.newCachedThreadPool(task -> {
            Thread thread = new Thread(task, name + "-" + listener.getLocalPort());
            thread.setDaemon(true);
            return thread;
        });
    }

    static LoopbackServer start(String name, Service service, InstantSource time) {
        try {
            ServerSocket listener = new ServerSocket();
            listener.bind(new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), 0), 512);
            LoopbackServer server = new LoopbackServer(listener, name, service, time);
            server.threads.execute(server::accept);
            return server;
        } catch (IOException e) {
            throw new UncheckedIOException("FRESHET-0204: cannot listen on 127.0.0.1; are local sockets allowed?", e);
        }
    }

    URI uri(String path) {
        return URI.create("http://127.0.0.1:" + listener.getLocalPort() + path);
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                begin(listener.accept());
            } catch (IOException e) {
                LOG.log(Level.TRACE, "FRESHET-0205: no connection accepted; normal while the server closes", e);
            }
        }
    }

    private void begin(Socket connection) {
        connections.add(connection);
        try {
            threads.execute(() -> serve(connection));
        } catch (RejectedExecutionException closing) {
            closeQuietly(connection);
        }
    }

    private void serve(Socket connection) {
        try (connection) {
            connection.setTcpNoDelay(true);
            connection.setSoTimeout((int) LONGEST_IDLE.toMillis());
            InputStream in = new BufferedInputStream(connection.getInputStream());
            OutputStream out = connection.getOutputStream();
            while (exchange(in, out)) {
                continue;
            }
        } catch (IOException | NumberFormatException e) {
            LOG.log(Level.TRACE, "FRESHET-0206: connection closed; the client went away or sent no proper HTTP", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            connections.remove(connection);
        }
    }

    /** One request and its answer; false if the connection has to be closed. */
    private boolean exchange(InputStream in, OutputStream out) throws IOException, InterruptedException {
        RequestHead head = RequestHead.read(in);
        if (head == null) {
            return false;
        }
        if (head.has("Expect", "100-continue")) {
            out.write(CONTINUE);
        }
        RequestBody body = RequestBody.read(head, in);
        RecordedRequest request = new RecordedRequest(head, body.wire(), body.content(), time.instant());
        Reaction reaction = service.react(request);
        if (reaction instanceof Reaction.Send send) {
            return send(send.answer(), head, out) && !head.lastOnConnection();
        }
        if (reaction instanceof Reaction.SendRaw raw) {
            out.write(raw.bytes());
        }
        return false;
    }

    /** False if the answer was held for too long. */
    private static boolean send(Answer answer, RequestHead head, OutputStream out)
            throws IOException, InterruptedException {
        byte[] response = response(answer, head);
        Answer.Pause pause = answer.pause();
        int before =
                pause == null ? response.length : Math.max(0, response.length - answer.body().length + pause.after());
        out.write(response, 0, before);
        if (pause != null && !pause.gate().pass(Gate.LONGEST_HOLD)) {
            return false;
        }
        out.write(response, before, response.length - before);
        return true;
    }

    private static byte[] response(Answer answer, RequestHead request) {
        StringBuilder head =
                new StringBuilder("HTTP/1.1 ").append(answer.status()).append(" \r\n");
        answer.headers().forEach(header -> head.append(header.getKey())
                .append(": ")
                .append(header.getValue())
                .append("\r\n"));
        boolean bodiless = answer.status() == 204 || answer.status() == 304;
        if (!bodiless) {
            head.append("Content-Length: ").append(answer.body().length).append("\r\n");
        }
        if (request.lastOnConnection()) {
            head.append("Connection: close\r\n");
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.writeBytes(head.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1));
        if (!bodiless && !request.method().equals("HEAD")) {
            bytes.writeBytes(answer.body());
        }
        return bytes.toByteArray();
    }

    int openConnections() {
        return connections.size();
    }

    /** Stops listening, drops all connections and interrupts what still runs. */
    @Override
    public void close() {
        closeQuietly(listener);
        connections.forEach(LoopbackServer::closeQuietly);
        threads.shutdownNow();
        try {
            if (!threads.awaitTermination(LONGEST_CLOSE.toMillis(), TimeUnit.MILLISECONDS)) {
                LOG.log(
                        Level.WARNING,
                        "FRESHET-0207: a handler still runs after " + LONGEST_CLOSE
                                + "; make it end when its thread is interrupted");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void closeQuietly(AutoCloseable socket) {
        try {
            socket.close();
        } catch (Exception e) {
            LOG.log(Level.TRACE, "FRESHET-0208: closing a socket failed; it is of no use any more anyway", e);
        }
    }
}

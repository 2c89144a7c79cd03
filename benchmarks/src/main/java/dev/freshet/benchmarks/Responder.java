package dev.freshet.benchmarks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * The least that an HTTP/1.1 server can do: reads a request to its end and answers the same few bytes. One thread serves all
 * connections, which stay open: with a thread for each, the one that happens to be woken faster would decide.
 */
final class Responder implements AutoCloseable {

    private static final byte[] ANSWER = "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 2\r\n\r\nok"
            .getBytes(StandardCharsets.US_ASCII);
    private static final String END_OF_HEAD = "\r\n\r\n";
    private static final String LENGTH = "content-length:";

    /** What has come in of the request that is under way on a connection. */
    private record Connection(SocketChannel channel, StringBuilder request) {}

    private final ServerSocketChannel listener;
    private final Selector selector;
    private final ByteBuffer read = ByteBuffer.allocateDirect(16 * 1024);
    private final ByteBuffer answer = ByteBuffer.allocateDirect(ANSWER.length);

    Responder() throws IOException {
        selector = Selector.open();
        listener = ServerSocketChannel.open().bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        listener.configureBlocking(false).register(selector, SelectionKey.OP_ACCEPT);
        answer.put(ANSWER).flip();
        Thread thread = new Thread(this::serve, "responder");
        thread.setDaemon(true);
        thread.start();
    }

    URI address() throws IOException {
        return URI.create("http://127.0.0.1:" + ((InetSocketAddress) listener.getLocalAddress()).getPort() + "/parts");
    }

    private void serve() {
        try {
            while (selector.isOpen()) {
                selector.select(this::ready);
            }
        } catch (ClosedSelectorException closed) {
            return; // while it waited
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void ready(SelectionKey key) {
        try {
            if (key.isAcceptable()) {
                SocketChannel channel = listener.accept();
                channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
                channel.configureBlocking(false)
                        .register(selector, SelectionKey.OP_READ, new Connection(channel, new StringBuilder()));
            } else {
                read((Connection) key.attachment());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void read(Connection connection) throws IOException {
        read.clear();
        if (connection.channel().read(read) < 0) {
            connection.channel().close();
            return;
        }
        StringBuilder request = connection.request().append(StandardCharsets.US_ASCII.decode(read.flip()));
        if (isWhole(request)) {
            request.setLength(0);
            while (answer.hasRemaining()) {
                connection.channel().write(answer);
            }
            answer.rewind();
        }
    }

    private static boolean isWhole(StringBuilder request) throws IOException {
        int endOfHead = request.indexOf(END_OF_HEAD);
        if (endOfHead < 0) {
            return false;
        }
        String head = request.substring(0, endOfHead).toLowerCase(Locale.ROOT);
        if (head.contains("transfer-encoding:")) {
            throw new IOException("a body without a length is not expected here");
        }
        int at = head.indexOf(LENGTH);
        int end = head.indexOf('\r', at);
        int body = at < 0
                ? 0
                : Integer.parseInt(head.substring(at + LENGTH.length(), end < 0 ? head.length() : end)
                        .strip());
        return request.length() >= endOfHead + END_OF_HEAD.length() + body;
    }

    @Override
    public void close() throws IOException {
        selector.close();
        listener.close();
    }
}

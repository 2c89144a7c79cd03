package dev.freshet.jakarta.rest;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/**
 * A body that is read as it comes. It begins with one byte alone, and never tells how many more there are: one connector of
 * Jersey loses a byte if many are read after it was asked for that, as when it was asked whether there is a body at all.
 */
final class SteadyStream extends FilterInputStream {

    private boolean begun;

    SteadyStream(InputStream body) {
        super(body);
    }

    @Override
    public int available() {
        return 0;
    }

    @Override
    public int read() throws IOException {
        begun = true;
        return super.read();
    }

    @Override
    public int read(byte[] to, int offset, int length) throws IOException {
        if (begun || length == 0) {
            return super.read(to, offset, length);
        }
        int first = read();
        if (first < 0) {
            return -1;
        }
        to[offset] = (byte) first;
        return 1;
    }
}

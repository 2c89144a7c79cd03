package dev.freshet.testkit;

/** What a server does on a connection once it has read a request. */
sealed interface Reaction {

    /** Sends a well-formed response and keeps the connection. */
    record Send(Answer answer) implements Reaction {}

    /** Sends exactly these bytes, which may be no HTTP at all, and closes the connection. */
    record SendRaw(byte[] bytes) implements Reaction {
        @Override
        public String toString() {
            return "SendRaw[" + bytes.length + " bytes]";
        }
    }

    /** Closes the connection without a byte. */
    record Drop() implements Reaction {}
}

package dev.freshet.cli;

import java.nio.charset.StandardCharsets;

/** The small page at the end of a sign-in. It has no script, and nothing of it comes from elsewhere. */
record Page(int status, String title, String text) {

    static final Page NOT_HERE =
            new Page(404, "Nothing is here", "The answer of a sign-in is expected at another address of this command.");
    static final Page FOREIGN = new Page(
            400,
            "This sign-in was not started here",
            "The answer does not belong to the sign-in that the command is waiting for. Open the address that it has"
                    + " printed.");
    static final Page TWICE = new Page(409, "This sign-in is over", "An answer was there before. Look at the command.");
    static final Page LATE =
            new Page(504, "The command does not answer", "Look at what it says: it may have ended meanwhile.");

    static Page done(String client) {
        return new Page(
                200,
                "You are signed in",
                "The client '" + client + "' is authorized. You may close this page; nothing more is to be done here.");
    }

    static Page failed(String why) {
        return new Page(200, "Nothing was authorized", why + ".");
    }

    byte[] html() {
        return """
                <!DOCTYPE html>
                <html lang="en">
                <head>
                <meta charset="utf-8">
                <meta name="viewport" content="width=device-width">
                <title>%1$s</title>
                <style>
                body { font: 1.1rem/1.5 system-ui, sans-serif; margin: 4rem auto; max-width: 34rem; padding: 0 1rem }
                </style>
                </head>
                <body>
                <h1>%1$s</h1>
                <p>%2$s</p>
                </body>
                </html>
                """.formatted(escaped(title), escaped(text)).getBytes(StandardCharsets.UTF_8);
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }
}

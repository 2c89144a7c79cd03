package dev.freshet.signin;

import jakarta.json.JsonObject;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** What browsers are answered. Nothing of it may be kept by a cache, guessed at, or shown in somebody else's frame. */
final class Answers {

    private Answers() {}

    static void redirect(HttpServletResponse response, String location) {
        redirect(response, HttpServletResponse.SC_FOUND, location);
    }

    static void redirect(HttpServletResponse response, int status, String location) {
        common(response);
        response.setStatus(status);
        response.setHeader("Location", location);
    }

    static void json(HttpServletResponse response, int status, JsonObject body) throws IOException {
        common(response);
        if (status == HttpServletResponse.SC_UNAUTHORIZED) {
            // RFC 9110, section 15.5.2, asks for a challenge; a browser does nothing about one that it does not know.
            response.setHeader("WWW-Authenticate", "Freshet");
        }
        write(response, status, "application/json", body.toString());
    }

    /**
     * A page for a person.
     *
     * @param base where the style sheet is: in a file of its own, since an application may forbid any other by a policy
     */
    static void page(HttpServletResponse response, Problem problem, String base, String again, String home)
            throws IOException {
        common(response);
        policy(response, "style-src 'self'; form-action 'none'");
        String description = problem.description() == null ? "" : ": " + problem.description();
        write(response, problem.status(), "text/html", """
                <!DOCTYPE html>
                <html lang="en">
                <meta charset="utf-8">
                <meta name="viewport" content="width=device-width, initial-scale=1">
                <title>Not signed in</title>
                <link rel="stylesheet" href="%s/page.css">
                <main>
                <h1>You are not signed in</h1>
                <p>%s</p>
                <p><code>%s</code></p>
                <p><a href="%s">Sign in</a><a href="%s">Go to the application</a></p>
                </main>
                </html>
                """.formatted(
                        escaped(base),
                        escaped(problem.words()),
                        escaped(problem.code() + description),
                        escaped(again),
                        escaped(home)));
    }

    /**
     * A page for a hidden frame: it tells the page around it what came of a silent sign-in, if that is of its own origin.
     *
     * @param base where its script is: in a file of its own, since an application may forbid any other by a policy
     */
    static void message(HttpServletResponse response, JsonObject message, String base) throws IOException {
        String nonce = Randoms.next();
        common(response);
        policy(response, "script-src 'nonce-" + nonce + "'");
        write(response, HttpServletResponse.SC_OK, "text/html", """
                <!DOCTYPE html>
                <html lang="en">
                <meta charset="utf-8">
                <title>Silent sign-in</title>
                <body data-message="%s">
                <p>This page is of use within the application only. You can close it.</p>
                <script nonce="%s" src="%s/silent.js"></script>
                </body>
                </html>
                """.formatted(
                        escaped(message.toString()), nonce, escaped(base)));
    }

    /** A file of this library. */
    static void file(HttpServletResponse response, String type, String text) throws IOException {
        response.setHeader("Cache-Control", "no-cache");
        response.setHeader("X-Content-Type-Options", "nosniff");
        write(response, HttpServletResponse.SC_OK, type, text);
    }

    private static void policy(HttpServletResponse response, String more) {
        response.setHeader(
                "Content-Security-Policy", "default-src 'none'; " + more + "; frame-ancestors 'self'; base-uri 'none'");
    }

    private static void common(HttpServletResponse response) {
        response.setHeader("Cache-Control", "no-store");
        response.setHeader("X-Content-Type-Options", "nosniff");
        response.setHeader("X-Frame-Options", "SAMEORIGIN");
        response.setHeader("Referrer-Policy", "no-referrer");
    }

    private static void write(HttpServletResponse response, int status, String type, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        response.setStatus(status);
        response.setContentType(type + ";charset=UTF-8");
        response.setContentLength(bytes.length);
        response.getOutputStream().write(bytes);
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;")
                .replace("'", "&#39;");
    }
}

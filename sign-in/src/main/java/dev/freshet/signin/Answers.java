package dev.freshet.signin;

import jakarta.json.JsonObject;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** What browsers are answered. Nothing of it may be kept by a cache, guessed at, or shown in somebody else's frame. */
final class Answers {

    private static final String STYLE = """
            :root{color-scheme:light dark}body{font:1rem/1.5 system-ui,sans-serif;margin:0;display:grid;place-items:center;\
            min-height:100vh}main{max-width:34rem;padding:1.5rem}h1{font-size:1.4rem}a{margin-right:1.5rem}\
            code{overflow-wrap:anywhere}""";

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

    /** A page for a person. */
    static void page(HttpServletResponse response, Problem problem, String again, String home) throws IOException {
        String nonce = Randoms.next();
        common(response);
        response.setHeader(
                "Content-Security-Policy",
                "default-src 'none'; style-src 'nonce-" + nonce
                        + "'; frame-ancestors 'self'; base-uri 'none'; form-action 'none'");
        String description = problem.description() == null ? "" : ": " + problem.description();
        write(response, problem.status(), "text/html", """
                <!DOCTYPE html>
                <html lang="en">
                <meta charset="utf-8">
                <meta name="viewport" content="width=device-width, initial-scale=1">
                <title>Not signed in</title>
                <style nonce="%s">%s</style>
                <main>
                <h1>You are not signed in</h1>
                <p>%s</p>
                <p><code>%s</code></p>
                <p><a href="%s">Sign in</a><a href="%s">Go to the application</a></p>
                </main>
                </html>
                """.formatted(
                        nonce,
                        STYLE,
                        escaped(problem.words()),
                        escaped(problem.code() + description),
                        escaped(again),
                        escaped(home)));
    }

    /** A page for a hidden frame: it tells the page around it what came of a silent sign-in, if that is of its own origin. */
    static void message(HttpServletResponse response, JsonObject message) throws IOException {
        String nonce = Randoms.next();
        common(response);
        response.setHeader(
                "Content-Security-Policy",
                "default-src 'none'; script-src 'nonce-" + nonce + "'; frame-ancestors 'self'; base-uri 'none'");
        write(response, HttpServletResponse.SC_OK, "text/html", """
                <!DOCTYPE html>
                <html lang="en">
                <meta charset="utf-8">
                <title>Silent sign-in</title>
                <p>This page is of use within the application only. You can close it.</p>
                <script nonce="%s">
                if (window.parent !== window) {
                  window.parent.postMessage(%s, window.location.origin);
                }
                </script>
                </html>
                """.formatted(nonce, inScript(message)));
    }

    static void script(HttpServletResponse response, String text) throws IOException {
        response.setHeader("Cache-Control", "no-cache");
        response.setHeader("X-Content-Type-Options", "nosniff");
        write(response, HttpServletResponse.SC_OK, "text/javascript", text);
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

    /** JSON as a script may hold it: nothing in it ends the script. */
    private static String inScript(JsonObject message) {
        return message.toString()
                .replace("<", "\\u003c")
                .replace(">", "\\u003e")
                .replace("&", "\\u0026")
                .replace("\u2028", "\\u2028")
                .replace("\u2029", "\\u2029");
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;")
                .replace("'", "&#39;");
    }
}

package dev.freshet.signin;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.HttpServletResponse;
import java.io.ByteArrayOutputStream;
import java.io.StringReader;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What the application has answered. */
final class Reply {

    private int status = 200;
    private final List<Map.Entry<String, String>> headers = new ArrayList<>();
    private final ByteArrayOutputStream body = new ByteArrayOutputStream();

    HttpServletResponse response() {
        return StandIn.of(HttpServletResponse.class, (name, arguments) -> {
            switch (name) {
                case "setStatus" -> status = (int) arguments[0];
                case "setContentType" -> set("Content-Type", (String) arguments[0]);
                case "setHeader" -> set((String) arguments[0], (String) arguments[1]);
                case "addHeader" -> headers.add(Map.entry((String) arguments[0], (String) arguments[1]));
                case "setContentLength" -> set("Content-Length", String.valueOf(arguments[0]));
                case "getOutputStream" -> {
                    return new Output();
                }
                default -> throw new UnsupportedOperationException(name);
            }
            return null;
        });
    }

    private void set(String name, String value) {
        headers.removeIf(each -> each.getKey().equals(name));
        headers.add(Map.entry(name, value));
    }

    int status() {
        return status;
    }

    String header(String name) {
        return headers.stream()
                .filter(each -> each.getKey().equals(name))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElse("");
    }

    List<String> cookies() {
        return headers.stream()
                .filter(each -> each.getKey().equals("Set-Cookie"))
                .map(Map.Entry::getValue)
                .toList();
    }

    String location() {
        return header("Location");
    }

    /** A parameter of the address that the browser is sent to. */
    String sent(String parameter) {
        return Browser.parameters(URI.create(location()).getRawQuery())
                .getOrDefault(parameter, List.of(""))
                .get(0);
    }

    String text() {
        return body.toString(StandardCharsets.UTF_8);
    }

    JsonObject json() {
        return Json.createReader(new StringReader(text())).readObject();
    }

    /** What a hidden frame tells the page around it. */
    JsonObject message() {
        String page = text();
        int from = page.indexOf("data-message=\"") + "data-message=\"".length();
        String message = page.substring(from, page.indexOf('"', from))
                .replace("&quot;", "\"")
                .replace("&#39;", "'")
                .replace("&lt;", "<")
                .replace("&gt;", ">")
                .replace("&amp;", "&");
        return Json.createReader(new StringReader(message)).readObject();
    }

    @Override
    public String toString() {
        return status + " " + headers + " " + text();
    }

    private final class Output extends ServletOutputStream {

        @Override
        public void write(int each) {
            body.write(each);
        }

        @Override
        public boolean isReady() {
            return true;
        }

        @Override
        public void setWriteListener(WriteListener listener) {
            throw new UnsupportedOperationException();
        }
    }
}

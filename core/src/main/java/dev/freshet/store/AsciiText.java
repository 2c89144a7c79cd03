package dev.freshet.store;

import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Texts as a database of any character set and collation keeps them: in printable ASCII, where {@code \\uXXXX} stands for
 * any other character and for the backslash itself. PostgreSQL, for one, keeps no text with a NUL in it.
 */
final class AsciiText {

    private static final Pattern ESCAPED = Pattern.compile("\\\\u([0-9a-f]{4})");
    private static final String SEPARATOR = "\n";

    private AsciiText() {}

    static String encode(String text) {
        StringBuilder ascii = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char each = text.charAt(i);
            if (each < ' ' || each > '~' || each == '\\') {
                ascii.append(String.format("\\u%04x", (int) each));
            } else {
                ascii.append(each);
            }
        }
        return ascii.toString();
    }

    static String decode(String ascii) {
        return ESCAPED.matcher(ascii).replaceAll(escaped -> switch (Integer.parseInt(escaped.group(1), 16)) {
            case '\\' -> "\\\\";
            case '$' -> "\\$";
            default -> Character.toString((char) Integer.parseInt(escaped.group(1), 16));
        });
    }

    static String encodeAll(List<String> texts) {
        return texts.stream().map(AsciiText::encode).collect(Collectors.joining(SEPARATOR));
    }

    static List<String> decodeAll(String ascii) {
        return Arrays.stream(ascii.split(SEPARATOR, -1)).map(AsciiText::decode).toList();
    }
}

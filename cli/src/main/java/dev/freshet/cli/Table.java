package dev.freshet.cli;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Rows of text under each other. */
final class Table {

    private static final String GAP = "  ";

    private Table() {}

    /** @param rows all of the same length */
    static String of(List<List<String>> rows) {
        List<List<String>> plain = rows.stream()
                .map(row -> row.stream().map(Table::plain).toList())
                .toList();
        int[] widths = IntStream.range(0, rows.get(0).size())
                .map(column -> plain.stream()
                        .mapToInt(row -> row.get(column).length())
                        .max()
                        .orElse(0))
                .toArray();
        return plain.stream().map(row -> line(row, widths)).collect(Collectors.joining("\n"));
    }

    private static String line(List<String> row, int[] widths) {
        return IntStream.range(0, row.size())
                .mapToObj(column -> row.get(column)
                        + " ".repeat(widths[column] - row.get(column).length()))
                .collect(Collectors.joining(GAP))
                .stripTrailing();
    }

    /** A grant id can be any text: none of it is to move the cursor. */
    private static String plain(String text) {
        return text.replaceAll("\\p{Cntrl}", "?");
    }
}

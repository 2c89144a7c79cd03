package dev.freshet.jakarta.config;

import java.util.Collection;
import java.util.Comparator;
import org.jspecify.annotations.Nullable;

/** Finds the name that somebody may have meant. */
final class DidYouMean {

    private DidYouMean() {}

    /** The nearest of the names: few letters away, or one that shares a whole word with it; else null. */
    static @Nullable String nearest(String text, Collection<String> names) {
        String nearest = names.stream()
                .min(Comparator.comparingInt(name -> distance(text, name)))
                .filter(name -> distance(text, name) <= Math.max(2, name.length() / 3))
                .orElse(null);
        return nearest != null ? nearest : sharingAWord(text, names);
    }

    private static @Nullable String sharingAWord(String text, Collection<String> names) {
        for (String word : text.split("[-_.]")) {
            String likely = names.stream()
                    .filter(name -> word.length() > 2 && ("-" + name + "-").contains("-" + word + "-"))
                    // One that begins with it is likelier than one that merely has it.
                    .min(Comparator.comparing(name -> !name.startsWith(word)))
                    .orElse(null);
            if (likely != null) {
                return likely;
            }
        }
        return null;
    }

    /** The number of letters to insert, to remove or to change (Levenshtein). */
    private static int distance(String one, String other) {
        int[] row = new int[other.length() + 1];
        for (int j = 0; j < row.length; j++) {
            row[j] = j;
        }
        for (int i = 1; i <= one.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j < row.length; j++) {
                int change = diagonal + (one.charAt(i - 1) == other.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(change, 1 + Math.min(row[j], row[j - 1]));
            }
        }
        return row[other.length()];
    }
}

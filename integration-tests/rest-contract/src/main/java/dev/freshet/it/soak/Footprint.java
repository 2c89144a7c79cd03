package dev.freshet.it.soak;

import com.sun.management.UnixOperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.OperatingSystemMXBean;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToLongFunction;

/**
 * What a process holds as time goes by: live heap, threads, open descriptors (files and connections). Look from one thread
 * only.
 */
final class Footprint {

    /** @param liveBytes what is on the heap after a full garbage collection */
    private record Look(long liveBytes, long threads, long descriptors) {}

    /** The middle of what was seen early, and of what was seen late. */
    record Change(long early, long late) {

        long growth() {
            return late - early;
        }
    }

    private final List<Look> looks = new ArrayList<>();

    void look() {
        System.gc();
        looks.add(new Look(
                ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed(),
                ManagementFactory.getThreadMXBean().getThreadCount(),
                descriptors(ManagementFactory.getOperatingSystemMXBean())));
    }

    private static long descriptors(OperatingSystemMXBean system) {
        // Elsewhere it cannot be told; nothing grows there as far as one can see.
        return system instanceof UnixOperatingSystemMXBean unix ? unix.getOpenFileDescriptorCount() : 0;
    }

    int looks() {
        return looks.size();
    }

    Change liveBytes() {
        return change(Look::liveBytes);
    }

    Change threads() {
        return change(Look::threads);
    }

    Change descriptors() {
        return change(Look::descriptors);
    }

    /** The first tenth does not count: that is when classes are loaded, pools are filled and code is compiled. */
    private Change change(ToLongFunction<Look> of) {
        List<Look> warm = looks.subList(looks.size() / 10, looks.size());
        int third = Math.max(1, warm.size() / 3);
        return new Change(
                median(warm.subList(0, third), of), median(warm.subList(warm.size() - third, warm.size()), of));
    }

    private static long median(List<Look> looks, ToLongFunction<Look> of) {
        return looks.stream()
                .mapToLong(of)
                .sorted()
                .skip(looks.size() / 2)
                .findFirst()
                .orElseThrow();
    }
}

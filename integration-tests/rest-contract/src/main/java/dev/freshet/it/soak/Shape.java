package dev.freshet.it.soak;

import java.util.function.IntFunction;

/** One way to call the API. */
interface Shape {

    /**
     * Calls, and waits for the answer.
     *
     * @param number what the call sends, where it sends something
     * @return what the API echoes
     */
    String call(int number) throws Exception;

    /**
     * A shape with its name.
     *
     * @param name for the figures
     * @param shape how to call
     * @param expected what the echo has to hold, for each number
     */
    record Named(String name, Shape shape, IntFunction<String> expected) {

        /** @throws AssertionError if the API did not get what was sent */
        void call(int number) throws Exception {
            String answer = shape.call(number);
            if (!answer.contains(expected.apply(number))) {
                throw new AssertionError(name + " got another answer than it should: " + answer);
            }
        }
    }
}

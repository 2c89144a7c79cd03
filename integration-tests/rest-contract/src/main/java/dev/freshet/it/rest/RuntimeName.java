package dev.freshet.it.rest;

import dev.freshet.it.conformance.ConformanceListener;
import java.util.Optional;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * The name of the runtime under test, for a test that asks for it.
 *
 * @param known empty if nobody said it, as in an editor
 */
record RuntimeName(Optional<String> known) {

    /** Takes the name from the parameters of the run. */
    static final class Resolver implements ParameterResolver {

        @Override
        public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
            return parameter.getParameter().getType() == RuntimeName.class;
        }

        @Override
        public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
            return new RuntimeName(context.getConfigurationParameter(ConformanceListener.RUNTIME));
        }
    }
}

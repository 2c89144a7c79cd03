package dev.freshet.it.conformance;

import java.lang.reflect.AnnotatedElement;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Leaves out, inside of a server, what is {@link InProcess}. */
final class InServerCondition implements ExecutionCondition {

    static final String INSIDE_SERVER = "freshet.conformance.inside-server";

    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
        boolean inside = context.getConfigurationParameter(INSIDE_SERVER, Boolean::valueOf)
                .orElse(false);
        return inside
                ? context.getElement()
                        .map(element -> ConditionEvaluationResult.disabled(reason(element)))
                        .orElseGet(() -> ConditionEvaluationResult.disabled("in process only"))
                : ConditionEvaluationResult.enabled("not inside of a server");
    }

    private static String reason(AnnotatedElement element) {
        InProcess mark = element.getAnnotation(InProcess.class);
        return mark == null ? "in process only" : mark.value();
    }
}

package dev.freshet.it.conformance;

import java.lang.reflect.AnnotatedElement;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Leaves out what is {@link NotApplicable}, and inside of a server what is {@link InProcess}. */
final class ApplicableCondition implements ExecutionCondition {

    static final String INSIDE_SERVER = "freshet.conformance.inside-server";

    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
        boolean insideServer = context.getConfigurationParameter(INSIDE_SERVER, Boolean::valueOf)
                .orElse(false);
        return context.getElement()
                .map(element -> evaluate(element, insideServer))
                .orElseGet(() -> ConditionEvaluationResult.enabled("no test"));
    }

    private static ConditionEvaluationResult evaluate(AnnotatedElement element, boolean insideServer) {
        NotApplicable notApplicable = element.getAnnotation(NotApplicable.class);
        if (notApplicable != null) {
            return ConditionEvaluationResult.disabled(notApplicable.value());
        }
        InProcess inProcess = element.getAnnotation(InProcess.class);
        return inProcess != null && insideServer
                ? ConditionEvaluationResult.disabled(inProcess.value())
                : ConditionEvaluationResult.enabled("applicable");
    }
}

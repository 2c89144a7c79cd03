package dev.freshet.jakarta.rest;

import jakarta.ws.rs.ext.WriterInterceptor;
import jakarta.ws.rs.ext.WriterInterceptorContext;
import java.io.IOException;
import java.io.OutputStream;

/**
 * Remembers the body of a call as it goes out, so that the same bytes can go out again. Stands before all other
 * interceptors, so that what these make of a body (compression, signatures) is what is remembered.
 */
final class BodyRecorder implements WriterInterceptor {

    /** First of all: a priority below 1 would count as the default one on Jersey. */
    static final int PRIORITY = 1;

    private final CallSettings settings;

    BodyRecorder(CallSettings settings) {
        this.settings = settings;
    }

    @Override
    public void aroundWriteTo(WriterInterceptorContext context) throws IOException {
        Call call = (Call) context.getProperty(settings.property());
        if (call == null || !call.repeatable()) {
            context.proceed();
            return;
        }
        OutputStream wire = context.getOutputStream();
        Recording recording =
                new Recording(wire, settings.replayLimit(), settings.replayBudget(), context.getMediaType());
        call.record(recording);
        context.setOutputStream(recording);
        context.proceed();
        recording.complete();
    }
}

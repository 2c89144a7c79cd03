package dev.freshet.http;

import java.io.ByteArrayOutputStream;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodySubscriber;
import java.net.http.HttpResponse.ResponseInfo;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow.Subscription;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the body of a refusal, so that it can be looked at before it is decided whether the caller gets it. One that is too
 * long for that goes to the caller as it comes.
 */
final class RefusalBody<T> implements BodySubscriber<Received<T>> {

    private static final int LONGEST = 256 * 1024;

    private final ResponseInfo info;
    private final BodyHandler<T> callers;
    private final CompletableFuture<Received<T>> received = new CompletableFuture<>();
    private final List<List<ByteBuffer>> kept = new ArrayList<>();
    private int length;
    private @Nullable Subscription subscription;
    private @Nullable Relay relay;

    RefusalBody(ResponseInfo info, BodyHandler<T> callers) {
        this.info = info;
        this.callers = callers;
    }

    @Override
    public CompletionStage<Received<T>> getBody() {
        return received;
    }

    @Override
    public void onSubscribe(Subscription subscription) {
        this.subscription = subscription;
        subscription.request(1);
    }

    @Override
    public void onNext(List<ByteBuffer> buffers) {
        if (relay != null) {
            relay.next(buffers);
            return;
        }
        kept.add(buffers);
        length += buffers.stream().mapToInt(ByteBuffer::remaining).sum();
        if (length > LONGEST) {
            BodySubscriber<T> caller = callers.apply(info);
            relay = new Relay(caller, kept, subscription);
            caller.getBody().whenComplete((body, failure) -> {
                if (failure == null) {
                    received.complete(Received.byCaller(body));
                } else {
                    received.completeExceptionally(failure);
                }
            });
            relay.begin();
        } else if (subscription != null) {
            subscription.request(1);
        }
    }

    @Override
    public void onError(Throwable cause) {
        if (relay != null) {
            relay.fail(cause);
        } else {
            received.completeExceptionally(cause);
        }
    }

    @Override
    public void onComplete() {
        if (relay != null) {
            relay.complete();
        } else {
            received.complete(new Received<>(null, this));
        }
    }

    /** All of it; what is kept stays as it is. */
    byte[] bytes() {
        ByteArrayOutputStream all = new ByteArrayOutputStream(length);
        for (List<ByteBuffer> buffers : kept) {
            for (ByteBuffer buffer : buffers) {
                byte[] bytes = new byte[buffer.remaining()];
                buffer.duplicate().get(bytes);
                all.write(bytes, 0, bytes.length);
            }
        }
        return all.toByteArray();
    }

    /** Gives it to the caller after all. */
    CompletionStage<T> handOn() {
        BodySubscriber<T> caller = callers.apply(info);
        new Relay(caller, kept, null).begin();
        return caller.getBody();
    }
}

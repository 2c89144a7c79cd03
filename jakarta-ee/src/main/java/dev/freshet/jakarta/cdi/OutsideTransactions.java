package dev.freshet.jakarta.cdi;

import jakarta.enterprise.context.Dependent;
import jakarta.transaction.Transactional;
import jakarta.transaction.Transactional.TxType;
import java.util.function.Supplier;

/**
 * Suspends the caller's transaction for a while, where the container knows transactions. A dependent bean, since its one
 * instance is used to the very end of the application, when contexts are gone.
 */
@Dependent
class OutsideTransactions {

    @Transactional(TxType.NOT_SUPPORTED)
    <T> T call(Supplier<T> work) {
        return work.get();
    }
}

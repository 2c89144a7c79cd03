package dev.freshet.example.partsdesk;

import dev.freshet.refresh.TokenUnavailableException;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.ProcessingException;
import jakarta.ws.rs.ServerErrorException;
import jakarta.ws.rs.ServiceUnavailableException;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.Response.Status;
import java.util.Optional;
import org.eclipse.microprofile.rest.client.inject.RestClient;

/** Looks up parts at the partner, and counts how that goes. Tokens, 401s and refreshes are none of its business. */
@ApplicationScoped
public class PartsDesk {

    @Inject
    @RestClient
    PartsApi partner;

    @Inject
    Tally tally;

    /**
     * The part with this number; empty if the partner does not know it.
     *
     * @throws ServiceUnavailableException if there is no token for the moment; it says after how many seconds to ask again
     * @throws ServerErrorException if the partner did not answer as it should
     */
    public Optional<Part> find(String sku) {
        try {
            Part part = partner.find(sku);
            tally.add(Counts.ANSWERED);
            return Optional.of(part);
        } catch (WebApplicationException refusal) {
            return withoutPart(refusal);
        } catch (ProcessingException notSent) {
            throw withoutAnswer(notSent);
        }
    }

    private Optional<Part> withoutPart(WebApplicationException refusal) {
        if (refusal.getResponse().getStatus() == Status.NOT_FOUND.getStatusCode()) {
            tally.add(Counts.ANSWERED);
            return Optional.empty();
        }
        tally.add(Counts.FAILED);
        throw new ServerErrorException(Status.BAD_GATEWAY, refusal);
    }

    private ServerErrorException withoutAnswer(ProcessingException notSent) {
        if (notSent.getCause() instanceof TokenUnavailableException later) {
            tally.add(Counts.POSTPONED);
            return new ServiceUnavailableException(later.retryAfter().toSeconds() + 1, notSent);
        }
        tally.add(Counts.FAILED);
        return new ServerErrorException(Status.BAD_GATEWAY, notSent);
    }
}

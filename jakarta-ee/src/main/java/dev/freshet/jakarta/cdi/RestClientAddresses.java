package dev.freshet.jakarta.cdi;

import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.eclipse.microprofile.config.Config;
import org.eclipse.microprofile.rest.client.inject.RegisterRestClient;

/** Where a Rest Client interface goes by its own configuration: these origins may get its tokens. */
final class RestClientAddresses {

    private RestClientAddresses() {}

    /**
     * All that MicroProfile's own properties name for this interface, since servers differ in which of them comes
     * first; without any, what its annotation names. Empty for a client that is built by hand.
     */
    static List<URI> of(Class<?> type, Config config) {
        Optional<RegisterRestClient> annotation = Optional.ofNullable(type.getAnnotation(RegisterRestClient.class));
        List<URI> configured = Stream.concat(
                        Stream.of(type.getName()), annotation.map(RegisterRestClient::configKey).stream())
                .filter(key -> !key.isEmpty())
                .flatMap(key -> Stream.of(key + "/mp-rest/uri", key + "/mp-rest/url"))
                .flatMap(property -> config.getOptionalValue(property, String.class).stream())
                .map(URI::create)
                .toList();
        return configured.isEmpty()
                ? annotation.map(RegisterRestClient::baseUri).stream()
                        .filter(uri -> !uri.isEmpty())
                        .map(URI::create)
                        .toList()
                : configured;
    }
}

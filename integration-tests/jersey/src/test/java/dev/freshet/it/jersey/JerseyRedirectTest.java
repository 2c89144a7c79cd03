package dev.freshet.it.jersey;

import dev.freshet.it.rest.RedirectContract;

class JerseyRedirectTest extends RedirectContract {

    @Override
    protected boolean followsRedirects() {
        return true;
    }
}

package dev.freshet.it.resteasy;

import dev.freshet.it.rest.RedirectContract;

class RestEasyRedirectTest extends RedirectContract {}

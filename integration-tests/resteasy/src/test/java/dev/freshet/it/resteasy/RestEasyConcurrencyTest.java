package dev.freshet.it.resteasy;

import dev.freshet.it.rest.ConcurrencyContract;

class RestEasyConcurrencyTest extends ConcurrencyContract {}

package dev.freshet.it.jersey;

import dev.freshet.it.rest.StreamContract;

class JerseyStreamTest extends StreamContract {}

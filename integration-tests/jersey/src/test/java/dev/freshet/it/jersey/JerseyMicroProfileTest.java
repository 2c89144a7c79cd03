package dev.freshet.it.jersey;

import dev.freshet.it.rest.MicroProfileContract;

class JerseyMicroProfileTest extends MicroProfileContract {}

package dev.freshet.it.jersey;

import dev.freshet.it.rest.ConnectionContract;

class JerseyConnectionTest extends ConnectionContract {}

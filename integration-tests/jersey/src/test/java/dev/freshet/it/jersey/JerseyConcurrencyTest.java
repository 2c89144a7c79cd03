package dev.freshet.it.jersey;

import dev.freshet.it.rest.ConcurrencyContract;

class JerseyConcurrencyTest extends ConcurrencyContract {}

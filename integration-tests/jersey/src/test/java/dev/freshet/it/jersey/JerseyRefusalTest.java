package dev.freshet.it.jersey;

import dev.freshet.it.rest.RefusalContract;

class JerseyRefusalTest extends RefusalContract {}

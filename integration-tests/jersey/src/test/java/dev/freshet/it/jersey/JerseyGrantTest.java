package dev.freshet.it.jersey;

import dev.freshet.it.rest.GrantContract;

class JerseyGrantTest extends GrantContract {}

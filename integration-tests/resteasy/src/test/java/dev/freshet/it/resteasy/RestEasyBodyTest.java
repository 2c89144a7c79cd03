package dev.freshet.it.resteasy;

import dev.freshet.it.rest.BodyContract;

class RestEasyBodyTest extends BodyContract {}

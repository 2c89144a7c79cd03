package dev.freshet.it.resteasy;

import dev.freshet.it.rest.MicroProfileContract;

class RestEasyMicroProfileTest extends MicroProfileContract {}

package dev.freshet.it.resteasy;

import dev.freshet.it.rest.WireContract;

class RestEasyWireTest extends WireContract {}

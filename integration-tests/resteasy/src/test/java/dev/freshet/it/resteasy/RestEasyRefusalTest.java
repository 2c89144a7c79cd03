package dev.freshet.it.resteasy;

import dev.freshet.it.rest.RefusalContract;

class RestEasyRefusalTest extends RefusalContract {}

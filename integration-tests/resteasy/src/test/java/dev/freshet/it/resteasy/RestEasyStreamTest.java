package dev.freshet.it.resteasy;

import dev.freshet.it.rest.StreamContract;

class RestEasyStreamTest extends StreamContract {}

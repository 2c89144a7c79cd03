package dev.freshet.it.resteasy;

import dev.freshet.it.rest.ConnectionContract;

class RestEasyConnectionTest extends ConnectionContract {}

package dev.freshet.it.resteasy;

import dev.freshet.it.rest.GrantContract;

class RestEasyGrantTest extends GrantContract {}

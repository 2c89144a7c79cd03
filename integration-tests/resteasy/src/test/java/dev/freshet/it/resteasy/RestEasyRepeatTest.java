package dev.freshet.it.resteasy;

import dev.freshet.it.rest.RepeatContract;

class RestEasyRepeatTest extends RepeatContract {}

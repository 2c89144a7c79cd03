package dev.freshet.it.jersey;

import dev.freshet.it.rest.RepeatContract;

class JerseyRepeatTest extends RepeatContract {}

package dev.freshet.it.jersey;

import dev.freshet.it.rest.ThreadsContract;

class JerseyThreadsTest extends ThreadsContract {}

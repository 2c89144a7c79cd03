package dev.freshet.it.resteasy;

import dev.freshet.it.rest.ThreadsContract;

class RestEasyThreadsTest extends ThreadsContract {}

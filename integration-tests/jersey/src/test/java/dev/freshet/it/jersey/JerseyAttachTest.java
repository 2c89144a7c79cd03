package dev.freshet.it.jersey;

import dev.freshet.it.rest.AttachContract;

class JerseyAttachTest extends AttachContract {}

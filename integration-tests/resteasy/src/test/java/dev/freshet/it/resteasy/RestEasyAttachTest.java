package dev.freshet.it.resteasy;

import dev.freshet.it.rest.AttachContract;

class RestEasyAttachTest extends AttachContract {}

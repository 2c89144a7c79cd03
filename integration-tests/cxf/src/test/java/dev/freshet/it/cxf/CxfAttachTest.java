package dev.freshet.it.cxf;

import dev.freshet.it.rest.AttachContract;

class CxfAttachTest extends AttachContract {}

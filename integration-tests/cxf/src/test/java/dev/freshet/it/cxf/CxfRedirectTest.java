package dev.freshet.it.cxf;

import dev.freshet.it.rest.RedirectContract;

class CxfRedirectTest extends RedirectContract {}

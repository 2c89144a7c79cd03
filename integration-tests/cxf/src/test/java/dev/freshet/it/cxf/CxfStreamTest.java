package dev.freshet.it.cxf;

import dev.freshet.it.rest.StreamContract;

class CxfStreamTest extends StreamContract {}

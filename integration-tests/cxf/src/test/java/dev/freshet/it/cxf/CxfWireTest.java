package dev.freshet.it.cxf;

import dev.freshet.it.rest.WireContract;

class CxfWireTest extends WireContract {}

package dev.freshet.it.cxf;

import dev.freshet.it.rest.RefusalContract;

class CxfRefusalTest extends RefusalContract {}

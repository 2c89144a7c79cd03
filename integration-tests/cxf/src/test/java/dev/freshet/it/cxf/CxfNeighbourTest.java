package dev.freshet.it.cxf;

import dev.freshet.it.rest.NeighbourContract;

class CxfNeighbourTest extends NeighbourContract {}

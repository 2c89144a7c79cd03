package dev.freshet.it.jersey;

import dev.freshet.it.rest.NeighbourContract;

class JerseyNeighbourTest extends NeighbourContract {}

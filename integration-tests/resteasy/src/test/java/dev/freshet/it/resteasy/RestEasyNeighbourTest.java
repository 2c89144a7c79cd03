package dev.freshet.it.resteasy;

import dev.freshet.it.rest.NeighbourContract;

class RestEasyNeighbourTest extends NeighbourContract {}

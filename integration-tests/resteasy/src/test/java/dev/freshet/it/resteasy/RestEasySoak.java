package dev.freshet.it.resteasy;

import dev.freshet.it.soak.SoakContract;

class RestEasySoak extends SoakContract {}

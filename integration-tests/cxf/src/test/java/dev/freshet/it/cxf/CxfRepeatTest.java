package dev.freshet.it.cxf;

import dev.freshet.it.rest.RepeatContract;

class CxfRepeatTest extends RepeatContract {}

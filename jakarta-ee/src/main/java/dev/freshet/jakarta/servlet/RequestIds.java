package dev.freshet.jakarta.servlet;

import java.util.Optional;

/** By which ids the tokens of a request's user are found, each looked for only if somebody asks for it. */
interface RequestIds {

    /** The grant that the session keeps, or that has the user's name. */
    Optional<String> grant();

    /** The token that came with the request. */
    Optional<String> incomingToken();

    /** The grant of a login by the container. */
    Optional<String> containerLogin();
}

package dev.freshet.cli;

/** How a command ends. */
enum Exit {
    /** It did what it says. */
    DONE(0),
    /** The user or the authorization server said no, or nothing came in time. What is stored is as it was. */
    REFUSED(1),
    /** The command line or the configuration is wrong. Nothing was sent. */
    USAGE(2),
    /** The store could not do its work. */
    STORE(3),
    /** The grant is removed here, but the server has not taken its refresh token back. */
    NOT_REVOKED(4);

    private final int code;

    Exit(int code) {
        this.code = code;
    }

    int code() {
        return code;
    }
}

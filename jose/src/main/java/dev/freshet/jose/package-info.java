/**
 * Signs the assertions by which clients authenticate, with Nimbus JOSE + JWT. Nothing here is called by an application: {@link
 * dev.freshet.oauth.ClientAssertions#find} finds it.
 */
@NullMarked
package dev.freshet.jose;

import org.jspecify.annotations.NullMarked;

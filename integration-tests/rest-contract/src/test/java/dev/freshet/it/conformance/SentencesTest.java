package dev.freshet.it.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SentencesTest {

    @ParameterizedTest
    @CsvSource({
        "sendsJsonAgain, sends JSON again",
        "handsA401OnWhenSendingAgainIsSwitchedOff, hands a 401 on when sending again is switched off",
        "leavesACallWithAnAuthorizationOfItsOwnAlone, leaves a call with an authorization of its own alone",
        "leavesATokenAloneThatAFilterPutOnTheCall, leaves a token alone that a filter put on the call",
        "addsTheConfiguredHeadersAndMakesUuidsAnew, adds the configured headers and makes UUIDs anew"
    })
    void readsANameAsASentence(String name, String sentence) {
        assertEquals(sentence, Sentences.of(name));
    }
}

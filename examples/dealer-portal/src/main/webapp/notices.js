// What people are told when something is in the way, and which buttons help. The keys are the error codes of OAuth 2.0 and
// OpenID Connect, those of freshet.js, and those of this application's own resources.

const SIGN_IN = { label: "Sign in", does: "signIn" };
const CONTINUE = { label: "Continue at the provider", does: "signIn" };
const CONSENT = { label: "Give consent", does: "consent" };
const RETRY = { label: "Try again", does: "retry" };

const over = (title, text, ...buttons) => ({ kind: "over", title, text, buttons });
const wait = (title, text, ...buttons) => ({ kind: "wait", title, text, buttons });
const plain = (title, text, ...buttons) => ({ kind: "plain", title, text, buttons });

const NOTICES = {
  signed_out: plain("You are signed out", "Nothing of your session is left here or on the server."),
  signed_out_elsewhere: plain("You signed out in another tab", "So this tab is signed out too.", SIGN_IN),
  session_ended: over("Your session has ended", "The provider no longer accepts it: somebody ended it there, or it grew too old.", SIGN_IN),
  login_required: wait("The provider wants you to sign in", "It does not know you in this browser any more.", SIGN_IN),
  interaction_required: wait("The provider has something to ask you", "It will not go on without you.", CONTINUE),
  account_selection_required: wait("Which account is it to be?", "The provider knows you by more than one.", CONTINUE),
  consent_required: wait("Your consent is needed", "The portal asks your partner for parts in your name. The provider wants to hear from you that it may.", CONSENT),
  different_user: wait("Somebody else is signed in at the provider", "Your session here is as it was.", SIGN_IN),
  access_denied: over("You did not give your consent", "Without it the portal cannot ask your partner for parts in your name.", CONSENT),
  temporarily_unavailable: wait("The provider is busy", "Your session is as good as before.", RETRY),
  server_error: wait("The provider has a problem", "Your session is as good as before.", RETRY),
  timeout: wait("The provider did not answer", "It may be down, or your browser may keep its cookies from it here. Signing in helps against the latter.", RETRY, SIGN_IN),
  wait: wait("There is no token for the moment", "The provider does not answer as it should. Nothing is lost.", RETRY),
  partner: wait("Your partner did not answer as it should", "Your session is not to blame.", RETRY),
  network: wait("The portal does not answer", "Your network may be down.", RETRY),
};

/** The notice for an error; one that is not known here is shown by its code. */
export function noticeOf(error) {
  return NOTICES[error] ?? wait("The provider refused", `It said “${error}”.`, RETRY, SIGN_IN);
}

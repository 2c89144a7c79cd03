/**
 * Freshet's sign-in for pages of the application: who is signed in, to sign in and out, and to do so silently. No token
 * ever comes here. Import it from below the base of the sign-in:
 *
 *   import { session, renewSilently, signIn, signOut, on } from './sign-in/freshet.js';
 */

const base = new URL('.', import.meta.url);
const home = base.pathname.replace(/\/$/, '');
const MESSAGE = 'freshet:silent';
const FOLLOWED = 'freshet:followed:' + home;
const PAUSE = 60_000;

const listeners = new Map();
const channel = 'BroadcastChannel' in globalThis ? new BroadcastChannel('freshet:' + home) : null;
let known = null;
let renewing = null;

/** Calls a function when something happens: 'signed-in', 'signed-out', 'renewed' or 'error'. Gives back how to stop that. */
export function on(event, listener) {
  if (!listeners.has(event)) {
    listeners.set(event, new Set());
  }
  listeners.get(event).add(listener);
  return () => listeners.get(event).delete(listener);
}

function tell(event, detail) {
  for (const listener of listeners.get(event) ?? []) {
    try {
      listener(detail);
    } catch (failure) {
      console.error(failure); // one listener's failure is not another's
    }
  }
}

function tellAllTabs(event, detail) {
  tell(event, detail);
  channel?.postMessage({ event, detail });
}

channel?.addEventListener('message', ({ data }) => {
  if (data.event === 'signed-out') {
    known = null;
  }
  tell(data.event, data.detail);
});

/**
 * Who is signed in: { signedIn, name, claims, scope }, or { signedIn: false, signIn, silent }. After a sign-in that brought
 * nothing, or if the provider has ended the session, also { error, errorDescription, next }.
 */
export async function session() {
  const answer = await fetch(home + '/session', {
    headers: { Accept: 'application/json' },
    credentials: 'same-origin',
    cache: 'no-store',
  });
  if (!answer.ok) {
    throw new Error('The session cannot be asked for: HTTP ' + answer.status);
  }
  const before = known;
  known = await answer.json();
  if (known.signedIn) {
    sessionStorage.removeItem(FOLLOWED);
    if (!before?.signedIn) {
      tellAllTabs('signed-in', { name: known.name });
    }
  } else if (before?.signedIn) {
    tellAllTabs('signed-out', {});
  }
  return known;
}

/** Leaves this page to sign in, and comes back to it; if that brought nothing, session() has the error. */
export function signIn({ return: page, prompt } = {}) {
  const query = new URLSearchParams({
    return: page ?? location.pathname + location.search + location.hash,
    errors: 'return',
  });
  if (prompt) {
    query.set('prompt', prompt);
  }
  location.assign(home + '?' + query);
}

/**
 * Finds out whether the session is good for a call and, if it is not, signs in without asking the user. Resolves to
 * { signedIn, error, errorDescription, next }: next says what helps, 'sign-in', 'consent', 'retry' or 'none'. Never rejects.
 *
 * timeout: milliseconds, by default what is configured; frame: true to ask the provider in any case.
 */
export function renewSilently({ timeout, frame = false } = {}) {
  renewing ??= renew(timeout, frame).finally(() => {
    renewing = null;
  });
  return renewing;
}

async function renew(timeout, frame) {
  let outcome;
  try {
    outcome = await probe();
    if (frame || (!outcome.signedIn && outcome.next !== 'retry')) {
      outcome = await ask(timeout ?? outcome.timeout ?? 10_000);
    }
  } catch (failure) {
    outcome = { type: MESSAGE, signedIn: false, error: 'network', errorDescription: String(failure), next: 'retry' };
  }
  if (outcome.signedIn) {
    sessionStorage.removeItem(FOLLOWED);
    tellAllTabs('renewed', { name: outcome.name });
  } else {
    tell('error', outcome);
    follow(outcome);
  }
  return outcome;
}

async function probe() {
  const answer = await fetch(home + '/silent', {
    headers: { Accept: 'application/json' },
    credentials: 'same-origin',
    cache: 'no-store',
  });
  if (answer.status !== 200 && answer.status !== 401) {
    throw new Error('HTTP ' + answer.status);
  }
  return answer.json();
}

/** Asks the provider in a hidden frame. It may show a page of its own there, or nothing at all: then time runs out. */
function ask(timeout) {
  return new Promise((resolve) => {
    const frame = document.createElement('iframe');
    frame.hidden = true;
    frame.title = 'Silent sign-in';
    const settle = (outcome) => {
      clearTimeout(timer);
      removeEventListener('message', listen);
      frame.remove();
      resolve(outcome);
    };
    const listen = (event) => {
      if (event.origin === location.origin && event.source === frame.contentWindow && event.data?.type === MESSAGE) {
        settle(event.data);
      }
    };
    const timer = setTimeout(
      () => settle({ type: MESSAGE, signedIn: false, error: 'timeout', next: 'sign-in' }),
      timeout,
    );
    addEventListener('message', listen);
    frame.src = home + '/silent';
    document.body.append(frame);
  });
}

/** To the interactive sign-in, if the application is configured so; once a minute at most, so that nothing goes round. */
function follow(outcome) {
  const last = Number(sessionStorage.getItem(FOLLOWED) ?? 0);
  if (outcome.automatic && Date.now() - last > PAUSE) {
    sessionStorage.setItem(FOLLOWED, String(Date.now()));
    signIn({ prompt: outcome.next === 'consent' ? 'consent' : undefined });
  }
}

/**
 * Signs out here, and at the provider if it says where: this page is left for it. With { provider: false } here alone.
 * Resolves to { signedIn: false, endSession }.
 */
export async function signOut({ provider = true } = {}) {
  const now = await session();
  const answer = await fetch(home + '/sign-out', {
    method: 'POST',
    headers: { Accept: 'application/json', 'X-Freshet-CSRF': now.csrf ?? '' },
    credentials: 'same-origin',
  });
  const outcome = await answer.json();
  if (!answer.ok) {
    throw new Error(outcome.errorDescription ?? 'HTTP ' + answer.status);
  }
  known = null;
  tellAllTabs('signed-out', {});
  if (provider && outcome.endSession) {
    location.assign(outcome.endSession);
  }
  return outcome;
}

// The portal: who is signed in, the parts, and how the session fares. Everything about signing in is in freshet.js.

import { on, renewSilently, session, signIn, signOut } from "./sign-in/freshet.js";
import { noticeOf } from "./notices.js";

const LEAST_PAUSE_MILLIS = 1_000;
const MOST_PAUSE_MILLIS = 15_000;
const SIGNED_OUT = "signed-out-by-me";

const byId = id => document.getElementById(id);
const money = part => new Intl.NumberFormat("en", { style: "currency", currency: part.currency }).format(part.price);

let parts = [];
let token = null; // the times of the token, and when they were told
let nextLook = 0;
let silent = 0;
let started = false; // who is signed in is known
let leaving = false; // this tab itself signs out

/* What is shown */

/** Sets a text only when it changes, so that a screen reader is not told the same again. */
function say(id, text) {
  const element = byId(id);
  if (element.textContent !== text) {
    element.textContent = text;
  }
}

function show(place) {
  byId("welcome").hidden = place !== "welcome";
  byId("desk").hidden = place !== "desk";
  byId("who").hidden = place !== "desk";
}

/** Tells what is in the way, and offers what helps. What the buttons do is given for those that are not about signing in. */
function tell(error, retry = start) {
  const notice = noticeOf(error);
  const deeds = { signIn: () => enter(), consent: () => enter("consent"), retry: () => { hush(); retry(); } };
  byId("notice").dataset.kind = notice.kind;
  byId("notice").dataset.error = error;
  byId("notice").hidden = false;
  say("notice-title", notice.title);
  say("notice-text", notice.text);
  byId("notice-buttons").replaceChildren(...notice.buttons.map(({ label, does }) => {
    const button = Object.assign(document.createElement("button"), { type: "button", textContent: label });
    button.addEventListener("click", deeds[does]);
    return button;
  }));
}

function hush() {
  byId("notice").hidden = true;
}

/** Takes away what only those who are signed in may see. The focus goes to the message, if it was in what is gone. */
function close(error) {
  clearTimeout(nextLook);
  token = null;
  parts = [];
  byId("parts").replaceChildren();
  const homeless = byId("desk").contains(document.activeElement) || byId("who").contains(document.activeElement);
  const told = error && noticeOf(error);
  show(told?.buttons.length ? "nothing" : "welcome");
  if (error) {
    tell(error);
  }
  if (homeless) {
    byId(error ? "notice-title" : "sign-in").focus();
  }
}

/* Asking the application */

/** The JSON at an address of this application, or undefined after the user was told why there is none. */
async function ask(address, retry) {
  let answer;
  try {
    answer = await fetch(address, { headers: { Accept: "application/json" }, cache: "no-store" });
  } catch {
    tell("network", retry);
    return undefined;
  }
  if (answer.ok) {
    return answer.json();
  }
  const { error } = await answer.json().catch(() => ({ error: "partner" }));
  if (answer.status === 401) {
    close(error === "login_required" ? "session_ended" : error);
  } else {
    tell(error, retry);
  }
  return undefined;
}

async function loadParts() {
  const found = await ask("api/parts", loadParts);
  if (found) {
    parts = found;
    showParts();
  }
}

function showParts() {
  const wish = byId("find").value.trim().toLowerCase();
  const shown = parts.filter(part => `${part.name} ${part.sku}`.toLowerCase().includes(wish));
  byId("parts").replaceChildren(...shown.map(row));
  say("count", `${shown.length} of ${parts.length} parts`);
}

function row(part) {
  const line = document.createElement("tr");
  const stock = part.stock > 0 ? `${part.stock} in stock` : "out of stock";
  line.append(...[part.name, part.sku, stock, money(part)].map(text => {
    const cell = document.createElement("td");
    cell.textContent = text;
    return cell;
  }));
  line.cells[2].className = part.stock > 0 ? "" : "none";
  const label = Object.assign(document.createElement("a"), { textContent: "Labels", href: `api/labels/${encodeURIComponent(part.sku)}?copies=6` });
  label.setAttribute("aria-label", `Labels for ${part.name}`);
  line.insertCell().append(label);
  return line;
}

/* How the token fares */

/** Asks once, and then again: often when the token is about to end, seldom while it lives long. */
async function look() {
  clearTimeout(nextLook);
  const status = await ask("api/token", look);
  if (!status) {
    return;
  }
  token = { ...status, at: performance.now() };
  say("renewals", String(status.renewals));
  byId("revoke").hidden = !status.partnerObeys;
  const pause = Math.min(MOST_PAUSE_MILLIS, Math.max(LEAST_PAUSE_MILLIS, status.expiresInMillis / 10));
  nextLook = setTimeout(look, pause);
}

/** Runs with every frame, since the time goes on between two answers. */
function countDown() {
  requestAnimationFrame(countDown);
  const left = token ? Math.max(0, token.expiresInMillis - (performance.now() - token.at)) : 0;
  const seconds = Math.ceil(left / 1000);
  say("left", token ? `Token good for ${seconds} s` : "–");
  const share = token?.lifetimeMillis ? Math.min(1, left / token.lifetimeMillis) : 0;
  byId("fill").style.transform = `translateX(${(share - 1) * 100}%)`;
  byId("life").setAttribute("aria-valuemax", Math.round((token?.lifetimeMillis ?? 1000) / 1000));
  byId("life").setAttribute("aria-valuenow", seconds);
}

/* Signing in, again and out */

function enter(prompt) {
  return signIn({ return: location.pathname + location.search + location.hash, ...(prompt && { prompt }) });
}

async function renew() {
  const button = byId("renew");
  if (button.getAttribute("aria-disabled") === "true") {
    return;
  }
  button.setAttribute("aria-disabled", "true");
  hush();
  const outcome = await renewSilently({ frame: true });
  button.setAttribute("aria-disabled", "false");
  if (outcome.signedIn) {
    silent += 1;
    say("silent", String(silent));
    say("renewed", `The provider knows you, as of ${new Date().toLocaleTimeString("en")}.`);
    await look();
  } else {
    tell(outcome.error, renew);
  }
}

async function leave() {
  leaving = true;
  sessionStorage.setItem(SIGNED_OUT, "yes");
  try {
    const { endSession } = await signOut();
    if (!endSession) {
      location.reload();
    }
  } catch {
    leaving = false;
    sessionStorage.removeItem(SIGNED_OUT);
    tell("network", leave);
  }
}

async function revoke() {
  const headers = { "Content-Type": "application/json" };
  const answer = await fetch("api/revocation", { method: "POST", headers, body: "{}" }).catch(() => ({ ok: false }));
  say("renewed", answer.ok ? "The provider has ended your sessions. You will notice with the next renewal." : "The provider does not do that.");
}

/* The beginning */

async function start() {
  let who;
  try {
    who = await session();
  } catch {
    tell("network");
    return;
  }
  hush();
  const left = sessionStorage.getItem(SIGNED_OUT) ? "signed_out" : undefined;
  sessionStorage.removeItem(SIGNED_OUT);
  if (!who.signedIn) {
    close(who.error ?? left);
    return;
  }
  say("name", who.claims.name ?? who.name);
  show("desk");
  if (who.error) {
    tell(who.error);
  }
  await Promise.all([loadParts(), look()]);
}

function search() {
  const address = new URL(location);
  const wish = byId("find").value.trim();
  if (wish) {
    address.searchParams.set("find", wish);
  } else {
    address.searchParams.delete("find");
  }
  history.replaceState(null, "", address);
  showParts();
}

on("signed-out", () => {
  if (!leaving) {
    close("signed_out_elsewhere");
  }
});
on("signed-in", () => {
  if (byId("desk").hidden && started) {
    start();
  }
});

byId("find").value = new URLSearchParams(location.search).get("find") ?? "";
byId("find").addEventListener("input", search);
byId("search").addEventListener("submit", event => event.preventDefault());
byId("sign-in").addEventListener("click", () => enter());
byId("sign-out").addEventListener("click", leave);
byId("renew").addEventListener("click", renew);
byId("revoke").addEventListener("click", revoke);
requestAnimationFrame(countDown);
start().finally(() => {
  started = true;
});

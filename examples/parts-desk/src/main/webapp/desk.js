// Asks the application twice a second how its tokens fare, and shows it.

const SECONDS = 60;
const POLL_MILLIS = 500;
const RECOVERED_MILLIS = 10_000;

const byId = id => document.getElementById(id);
const number = new Intl.NumberFormat("en");
const columns = Array.from({ length: SECONDS }, newColumn);

let latest = null; // the last status, and when it came
let outage = null; // when the present outage began
let recovery = null; // how long the last outage was, and until when to say so

/** Sets a text only when it changes, so that a screen reader is not told the same again. */
function say(id, text) {
  const element = byId(id);
  if (element.textContent !== text) {
    element.textContent = text;
  }
}

const seconds = millis => `${Math.ceil(millis / 1000)} s`;
const times = (count, one, many) => `${number.format(count)} ${count === 1 ? one : many}`;

/* The token */

function meaning(status, expired) {
  switch (status.state) {
    case "starting": return ["Starting", "No token has been needed yet."];
    case "sound": return recovery
      ? ["Recovered", `The token endpoint gave no tokens for ${recovery.lasted}. Nothing was lost, nobody had to log in.`]
      : ["Sound", "A valid token is at hand, and the next one is fetched before it ends."];
    case "waiting": return expired
      ? ["Waiting", "There is no valid token. Calls fail at once and are told when to come back; nothing is lost."]
      : ["Waiting", "The token endpoint does not answer as it should. Calls go on with the token at hand."];
    case "ended": return ["Over", `The partner ended the authorization (${status.reason}). Somebody has to log in again.`];
    default: return ["No connection", "The application does not answer. This page keeps trying."];
  }
}

function left(status, expiresIn, retryIn) {
  if (status.state === "waiting") {
    const wait = retryIn > 0 ? `next attempt in ${seconds(retryIn)}` : "trying again now";
    return expiresIn > 0 ? `${seconds(expiresIn)} left, ${wait}` : wait;
  }
  return expiresIn > 0 ? `${(expiresIn / 1000).toFixed(1)} s left` : "–";
}

/** Runs with every frame, since the time goes on between two answers. */
function showToken() {
  requestAnimationFrame(showToken);
  if (!latest) {
    return;
  }
  const { status, at } = latest;
  const age = performance.now() - at;
  const expiresIn = Math.max(0, status.expiresInMillis - age);
  const [state, text] = meaning(status, expiresIn === 0);
  byId("token").dataset.state = status.state;
  say("state", state);
  say("meaning", text);
  say("left", left(status, expiresIn, status.retryInMillis - age));
  const share = status.lifetimeMillis > 0 ? Math.min(1, expiresIn / status.lifetimeMillis) : 0;
  byId("fill").hidden = share === 0;
  byId("fill").style.transform = `translateX(${(share - 1) * 100}%)`;
}

function followOutage({ state }) {
  const now = performance.now();
  if (state === "waiting") {
    outage ??= now;
    recovery = null;
  } else if (state === "sound" && outage) {
    recovery = { lasted: seconds(now - outage), until: now + RECOVERED_MILLIS };
    outage = null;
  } else if (recovery && recovery.until < now) {
    recovery = null;
  }
}

/* The counts */

function showCounts(status) {
  const { total } = status;
  for (const name of ["calls", "failed", "absorbed", "handedOn", "refreshes", "rotations"]) {
    say(name, number.format(total[name]));
  }
  byId("failed-tile").classList.toggle("some", total.failed > 0);
  say("failed-note", failedNote(total));
  say("refresh-note", total.failedRefreshes > 0 ? `and ${times(total.failedRefreshes, "attempt", "attempts")} in vain` : "one at a time");
  if (status.lifetimeMillis > 0 && status.state === "sound") {
    say("lifetime", `about ${times(Math.ceil(status.lifetimeMillis / 1000), "second", "seconds")}`);
  }
  byId("bar").setAttribute("aria-valuemax", Math.round(status.lifetimeMillis / 1000));
  byId("bar").setAttribute("aria-valuenow", Math.round(status.expiresInMillis / 1000));
}

function failedNote({ failed, postponed }) {
  if (failed === 0) {
    return "nobody noticed anything";
  }
  return failed === postponed ? "all were told when to come back" : `${number.format(postponed)} told when to come back`;
}

/* The last minute */

function newColumn() {
  const column = document.createElement("div");
  column.className = "second";
  for (const part of ["calls", "failed", "refresh", "absorbed"]) {
    column.append(Object.assign(document.createElement("i"), { className: part }));
  }
  return column;
}

function showMinute(lastMinute) {
  const most = Math.max(1, ...lastMinute.map(second => second.calls));
  let lasts = false; // an outage lasts from the first refresh in vain to the first that succeeds
  let brokenSeconds = 0;
  columns.forEach((column, index) => {
    const second = lastMinute[index - (SECONDS - lastMinute.length)];
    const broken = lasts && !second?.refreshes || second?.failedRefreshes > 0 || second?.postponed > 0;
    lasts = broken && !second.refreshes;
    brokenSeconds += broken ? 1 : 0;
    column.style.setProperty("--calls", (second?.calls ?? 0) / most);
    column.style.setProperty("--failed", (second?.failed ?? 0) / most);
    column.classList.toggle("outage", broken);
    column.classList.toggle("refreshed", second?.refreshes > 0);
    column.classList.toggle("repeated", second?.absorbed > 0);
  });
  byId("minute").setAttribute("aria-label", summary(lastMinute, brokenSeconds));
}

function summary(lastMinute, brokenSeconds) {
  const sum = name => lastMinute.reduce((total, second) => total + second[name], 0);
  return `${times(sum("calls"), "call", "calls")}, ${sum("failed")} failed, ${times(sum("refreshes"), "refresh", "refreshes")}, `
    + `${times(sum("absorbed"), "401", "401s")} absorbed, ${brokenSeconds} s without an answer from the token endpoint`;
}

/* Things to do */

const TROUBLE = {
  revoke: "All access tokens are revoked. The next calls get a 401, which nobody sees.",
  outage: "The token endpoint answers 503 for 20 s. Calls go on while the token lives.",
};

async function makeTrouble(event) {
  const trouble = event.currentTarget.dataset.trouble;
  const answer = await fetch(`api/partner/${trouble}`, { method: "POST" }).catch(() => ({ ok: false }));
  say("trouble-done", answer.ok ? TROUBLE[trouble] : "The partner could not be reached.");
}

async function lookUp(event) {
  event.preventDefault();
  const sku = byId("sku").value.trim();
  say("part", await fetch(`api/parts/${encodeURIComponent(sku)}`).then(result => described(result, sku), () => "The application does not answer."));
}

async function described(answer, sku) {
  if (answer.ok) {
    const part = await answer.json();
    const price = new Intl.NumberFormat("en", { style: "currency", currency: part.currency }).format(part.price);
    return `${part.name}: ${price}, ${part.stock > 0 ? `${part.stock} in stock` : "out of stock"}.`;
  }
  switch (answer.status) {
    case 404: return `The partner knows no part ${sku}.`;
    case 503: return `The partner cannot be asked now. Try again in ${answer.headers.get("Retry-After")} s.`;
    default: return "The partner did not answer as it should.";
  }
}

/* One look at the application after the other */

function show(status) {
  followOutage(status);
  latest = { status, at: performance.now() };
  showCounts(status);
  showMinute(status.lastMinute);
  byId("trouble").hidden = !status.partnerObeys;
  if (byId("skus").childElementCount === 0) {
    byId("skus").append(...status.skus.map(sku => new Option(sku, sku)));
    byId("sku").value ||= status.skus[0] ?? "";
  }
}

async function poll() {
  try {
    const answer = await fetch("api/status", { cache: "no-store" });
    show(await answer.json());
  } catch {
    latest = { status: { state: "unreachable", expiresInMillis: 0, lifetimeMillis: 0 }, at: performance.now() };
  }
  setTimeout(poll, POLL_MILLIS);
}

byId("minute").append(...columns);
byId("look-up").addEventListener("submit", lookUp);
document.querySelectorAll("[data-trouble]").forEach(button => button.addEventListener("click", makeTrouble));
requestAnimationFrame(showToken);
poll();

// Whether what the pages show is fresh: what the server says of brokers, trainers and generators, and what its own silence means.
import { get } from "./api.js";
import { clock, el, seconds } from "./format.js";

const SILENT_AFTER = 9000;
const TICK = 1000;

/** What clocks may differ by, in ms, before a time of the server's is told in this machine's: a message has its own delay. */
const SKEW_MIN = 5000;

let state = null;
let heard = Date.now();
let skew = 0;
let lost = null;
let told = () => {};

/** The newest state, or null before there was one. */
export const current = () => (lost || silent() ? null : state);

/** Begins to watch; calls back when something of it has changed. */
export function watch(changed) {
  told = changed;
  setInterval(tick, TICK);
}

/** Takes what the server pushed, or an event of the connection. */
export async function take(name, data) {
  if (name === "open") {
    lost = null;
    heard = Date.now();
    take("state", await get("api/state").catch(() => state));
  }
  if (name === "lost") lost ??= heard;
  if (name === "state" && data) {
    state = data;
    heard = Date.now();
    skew = Math.abs(heard - data.now) < SKEW_MIN ? 0 : heard - data.now;
  }
  tick();
}

const silent = () => Date.now() - heard > SILENT_AFTER;

/** A moment of the server's clock, in this machine's. */
const here = (ms) => ms + skew;

function wrong() {
  if (lost) return [{ what: "The dashboard’s server does not answer; all figures are old. Is bin/inkstream dashboard (or demo) still running?", since: lost }];
  if (silent()) return [{ what: "The dashboard’s server is silent; all figures are old", since: heard }];
  return (state?.wrong ?? []).map((one) => ({ ...one, since: here(one.since) }));
}

let shown;
function tick() {
  for (const one of document.querySelectorAll("[data-ago]")) one.textContent = age(Number(one.dataset.ago));
  const all = wrong();
  const key = JSON.stringify([all, lost, state?.brokers, state?.trainers, state?.generators, state?.read]);
  if (key === shown) return;
  shown = key;
  sign(all.length);
  document.body.dataset.stale = lost || silent() ? "brokers" : all.map(({ part }) => part.toLowerCase()).join(" ");
  const place = document.getElementById("wrong");
  place.replaceChildren(...all.map(({ what, since }) => el("p.trouble", null, what, el("span.quiet", null, " since ", clock(since), ", ", ago(since)))));
  told();
}

function sign(problems) {
  const place = document.getElementById("connection");
  const fresh = !problems && state?.brokers;
  place.dataset.state = fresh ? "live" : problems ? "lost" : "waiting";
  place.textContent = lost ? "connection lost, trying again" : fresh ? "live" : problems ? `${problems} problem${problems > 1 ? "s" : ""}` : "connecting";
}

function age(ms) {
  const past = Math.floor((Date.now() - ms) / 1000);
  return past < 1 ? "just now" : `${past < 60 ? `${past} s` : seconds(past)} ago`;
}

/** How long ago this was, by this machine's clock; it ages by itself. */
export const ago = (ms) => el("span", { "data-ago": ms }, age(ms));

/** The same for a moment of the server's. */
export const agoThere = (ms) => ago(here(ms));

/** Why a page has nothing to show: what is not known is not claimed. Null where it is known. */
export function unknown(topic) {
  const now = current();
  if (!now || now.brokers == null) return "Waiting for the dashboard’s server …";
  if (!now.brokers) return "Not known: no broker answers.";
  return now.read ? null : `Reading ${topic} …`;
}

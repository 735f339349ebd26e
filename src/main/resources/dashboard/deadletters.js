// Dead letters by their reason, each with its record, and a button that sends it again.
import { post } from "./api.js";
import { count, el, moment, visible } from "./format.js";
import { unknown } from "./state.js";

const opened = new Set();
const sent = new Map();

/** What letters have in common: the topic, and the reason up to where it becomes that of one record. */
const kind = ({ topic, reason }) => `${topic}: ${reason.split(": ")[0].replace(/(^|\s)(0x[0-9A-Fa-f]+|\d+)/g, "$1…")}`;

/** The card of the newest letters; again() is called when something was sent. */
export function deadLetters(letters, again) {
  const groups = new Map();
  for (const letter of letters) groups.set(kind(letter), [...(groups.get(kind(letter)) ?? []), letter]);
  return el("section.card", { id: "dead" }, el("h2", null, "Dead letters"),
    letters.length ? el("p.quiet", null, `The newest ${count(letters.length)}, by reason. After you have fixed the cause, you can send a record again, as received.`) : null,
    letters.length ? [...groups].map(([name, group]) => details(`group ${name}`, el("summary", null, el("b.bad", null, visible(name)), el("span.quiet", null, ` · ${count(group.length)} · last ${moment(group[0].time)}`)),
      el("div.list", null, group.map((letter) => article(letter, again)))))
      : el("p.empty", null, unknown("inkstream-dead-letters") ?? "None so far."));
}

function details(name, summary, content) {
  const element = el("details", { open: opened.has(name) }, summary, content);
  element.addEventListener("toggle", () => (element.open ? opened.add(name) : opened.delete(name)));
  return element;
}

function article(letter, again) {
  const name = `${letter.topic}-${letter.partition}@${letter.offset}`;
  const place = `${letter.letterPartition}@${letter.letterOffset}`;
  const said = el("span.quiet", { role: "status" }, sent.get(place) ?? "");
  return el("article", null, el("div.head", null, el("p", null, el("span.mono", null, name), el("span.quiet", null, ` · ${moment(letter.time)}`)),
    el("span.choice", null, said, el("button", { type: "button", onclick: ({ target }) => resend(target, said, letter, place, again) }, "Send again"))),
  el("p.bad", null, visible(letter.reason)),
  details(name, el("summary", null, `content, ${count(letter.bytes)} bytes`),
    letter.hex == null ? el("p.quiet", null, "No value.") : el("div.hex", null, el("pre", null, letter.hex + (letter.bytes > 256 ? " …" : "")), el("pre", null, visible(letter.text)))));
}

async function resend(button, said, { letterPartition: partition, letterOffset: offset }, place, again) {
  button.disabled = true;
  said.className = "quiet";
  try {
    sent.set(place, `sent to ${(await post("api/dead-letters", { partition, offset })).topic}`);
    said.textContent = sent.get(place);
    again();
  } catch (problem) {
    said.className = "bad";
    said.textContent = problem.message;
  }
  button.disabled = false;
}

import { Away, get, post } from "./api.js";
import { unknown } from "./state.js";
import { runs, scale } from "./surprise.js";
import { count, el, fixed, moment, visible } from "./format.js";

let timer, made;

export function open(main) {
  made = new Map();
  main.append(el("div.stack", { id: "news" }, el("section.card", { id: "alerts" }), el("section.card", { id: "read" }), el("section.card", { id: "newest" })));
  load();
  timer = setInterval(load, 2000);
}

export function close() {
  clearInterval(timer);
}

export function event(name) {
  if (name === "open" || name === "state") load();
}

async function load() {
  const place = document.getElementById("news");
  if (!place) return;
  try {
    const { news } = await get("api/news");
    place.querySelector(".trouble")?.remove();
    if (!news) {
      place.replaceChildren(el("p.empty", null, "Records are not scored. Set ", el("code", null, "corpus.scores=true"), " for the trainer and for this dashboard."));
      return;
    }
    const told = new Set(news.alerts.map(name_));
    show("alerts", news.alerts, alerts);
    show("read", news.read, (records) => text(records, told));
    show("newest", news.mostNew, newest);
  } catch (problem) {
    place.querySelector(".trouble")?.remove();
    if (!(problem instanceof Away)) place.prepend(el("p.trouble", { role: "alert" }, problem.message));
  }
}

const name_ = ({ topic, partition, offset }) => `${topic}-${partition}@${offset}`;

/** What has not changed stays as it is: somebody may be reading it. */
function show(id, data, part) {
  const json = JSON.stringify([data, unknown("")]);
  const place = document.getElementById(id);
  if (!place || made.get(id) === json) return;
  made.set(id, json);
  place.replaceChildren(...part(data));
  const box = place.querySelector(".read");
  if (box) box.scrollTop = box.scrollHeight;
}

const words = {
  NEW: (one) => (one.probability ? `new: one record in ${count(Math.round(1 / one.probability))} is` : "new"),
  AGAIN: (one) => `again: ${count(one.count)} like ${one.id}`,
  DRIFT: () => "most records have become surprising",
};

function alerts(all) {
  return [el("h2", null, "Alerts"), all.length ? el("div.list", null, all.map((one) => el("article", { class: `alert ${one.kind}` },
    el("div.head", null, el("p", null, el(one.kind === "AGAIN" || one.verdict === "NOT_NEWS" ? "b" : "b.bad", null, words[one.kind]?.(one) ?? one.kind),
      el("span.quiet", null, ` · ${moment(one.time)} · ${one.model} · `, one.key && `${visible(one.key)} · `, el("span.mono", null, name_(one)))), thumb(one)),
    one.text != null || one.stretch != null ? el("pre", null, marked(one.text ?? one.stretch, one.stretch)) : el("p.quiet", null, "Alerts do not include the text (alerts.text)."),
    one.nearestText && el("details", null, el("summary", null, `the most similar earlier record, ${fixed(100 * one.likeness, 0)} % alike`), el("pre", null, visible(one.nearestText)))))) :
    el("p.empty", null, unknown("corpus-alerts") ?? "None yet. The first 400 records raise no alerts; alerts.per.day sets the rate.")];
}

/** What somebody thinks of it: those like it are not told any more, or are again. */
function thumb(one) {
  const back = one.verdict === "NOT_NEWS";
  return el("span.choice", null, back && el("span.quiet", null, "dismissed, with similar records"),
    el("button", { type: "button", onclick: (event) => say(event.target, one, back ? "NEWS" : "NOT_NEWS") }, back ? "It is news" : "Not news"));
}

async function say(button, { model, partition, offset }, verdict) {
  button.disabled = true;
  try {
    await post("api/feedback", { model, partition, offset, verdict });
    await load();
  } catch (problem) {
    button.disabled = false;
    button.closest("article").querySelector(".trouble")?.remove();
    button.closest("article").append(el("p.trouble", { role: "alert" }, problem.message));
  }
}

/** The text with its most surprising stretch marked. */
function marked(text, stretch) {
  const at = stretch?.trim() ? text.indexOf(stretch) : -1;
  return at < 0 ? [visible(text)] : [visible(text.slice(0, at)), el("mark", null, visible(stretch)), visible(text.slice(at + stretch.length))];
}

function text(records, told) {
  return [el("div.head", null, el("h2", null, "The text as it is read"), scale()),
    records.length ? el("div.read", { tabindex: 0, role: "region", "aria-label": "The text as it is read" }, records.map((one) => el(told.has(name_(one)) ? "p.told" : "p", { title: title(one) }, coloured(one)))) :
      el("p.empty", null, unknown("corpus-scores") ?? "Nothing to show yet: records are scored a window of text at a time."),
    records.length && el("p.quiet", null, "Newest last. Colours show the bits that each character cost before training; records with an alert have a bar.")].filter(Boolean);
}

const title = (one) => `${name_(one)} · ${fixed(one.bitsPerCharacter, 2)} bits per character · ${fixed(one.novelty, 2)} new`;

const coloured = ({ text: all, bits }) => (all ? runs(all.replace(/\n$/, ""), bits) : ["(its text is no longer available)"]);

function newest(records) {
  const several = new Set(records.map(({ model }) => model)).size > 1;
  return [el("h2", null, "Newest of the last thousand records"), records.length ? el("div.list", null, records.map((one) => el("article", null,
    el("p", null, el("b", null, `one in ${count(Math.round(1 / one.probability))}`), ` ${fixed(one.novelty, 2)} bits per character more than expected `,
      el("span.quiet", null, `· ${fixed(one.bitsPerCharacter, 2)} in all · ${count(one.characters)} characters · `, several && `${one.model} · `, el("span.mono", null, name_(one)))),
    one.text ? el("pre", null, coloured(one)) : el("p.quiet", null, "Its text is no longer available.")))) :
    el("p.empty", null, unknown("corpus-scores") ?? "Nothing to show yet: records are compared from the 31st on.")];
}

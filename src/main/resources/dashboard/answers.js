import { Away, get } from "./api.js";
import { ask as send } from "./asking.js";
import { current, unknown } from "./state.js";
import { characters, scale } from "./surprise.js";
import { clock, count, el, figure, fixed, millis, table, visible } from "./format.js";

let place, reply, note, button, turn, timer, models, form, given;

export function open(main) {
  place = main;
  turn = null;
  models = [];
  main.append(el("div.answers", null, el("div.stack", null, playground(), el("section.card", { id: "recent" })), el("div.stack", { id: "side" })));
  load();
  timer = setInterval(load, 2000);
}

export function close() {
  clearInterval(timer);
}

export function event(name) {
  if (name === "open" || name === "state") load();
}

function playground() {
  const field = (label, name, attributes) => el("label", null, label, el("input", { name, autocomplete: "off", ...attributes }));
  given = el("textarea", { name: "text", "aria-label": "The start of a text", placeholder: "Prompt …", rows: 3 });
  given.value = "public ";
  reply = el("div.reply", { id: "reply", "aria-live": "polite", "aria-label": "The reply" }, el("span.asked", null, "The reply appears here as it is written."));
  note = el("p.quiet", { id: "provenance" });
  button = el("button.main", { type: "submit", id: "ask" }, "Continue");
  form = el("form.stack", { onsubmit: ask },
    given,
    el("div.settings", null,
      field("Characters", "length", { type: "number", min: 1, value: 200 }),
      field("Temperature", "temperature", { type: "number", min: 0, max: 100, step: 0.05, value: 0.8 }),
      field("Top k (0: all)", "topK", { type: "number", min: 0, max: 256, value: 0 }),
      field("Top p", "topP", { type: "number", min: 0.01, max: 1, step: 0.01, value: 1 }),
      field("Seed", "seed", { inputmode: "numeric", pattern: "-?[0-9]*", placeholder: "any" }),
      field("Stop at", "stop", { placeholder: "nothing" }),
      field("Session", "session", { placeholder: "none" }),
      el("label", null, "Model", el("select", { name: "model" }, el("option", { value: "" }, "default")))),
    el("div.head", null, button, scale()));
  given.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) form.requestSubmit();
  });
  return el("section.card", null, el("h2", null, "Playground"), form, reply, note);
}

async function ask(submitted) {
  submitted.preventDefault();
  const fields = Object.fromEntries(new FormData(form));
  const body = { text: fields.text };
  for (const name of ["length", "temperature", "topK", "topP"]) if (fields[name] !== "") body[name] = Number(fields[name]);
  for (const name of ["stop", "session", "model", "seed"]) if (fields[name] !== "") body[name] = fields[name];
  button.disabled = true;
  const mine = (turn = Symbol());
  reply.replaceChildren(el("span.asked", null, visible(fields.text)));
  note.className = "quiet";
  delete note.dataset.waits;
  note.textContent = "Sent; waiting for the generator …";
  setTimeout(() => {
    if (turn === mine && button.disabled && note.textContent.startsWith("Sent")) {
      note.textContent = `No answer yet: the prompt waits for ${waitsFor()}.`;
      button.disabled = false;
    }
  }, 15000);
  try {
    const whole = await send(body, ({ text, drawn, last }) => {
      if (turn !== mine) return;
      reply.append(...characters(text, drawn));
      if (!last) note.textContent = "Writing …";
    });
    if (turn === mine) done(whole);
  } catch (problem) {
    if (turn === mine) failed(problem.message);
  }
}

/** What a prompt would wait for. */
function waits(text) {
  note.textContent = text;
  text ? (note.dataset.waits = "yes") : delete note.dataset.waits;
}

function waitsFor() {
  const now = current();
  if (!now?.brokers) return "a broker";
  if (!now.generators) return "a generator (bin/inkstream generate)";
  return models.length ? "its turn" : "a first model, which a trainer (bin/inkstream train) publishes at its first checkpoint";
}

function failed(message) {
  note.className = "bad";
  note.textContent = message;
  button.disabled = false;
}

function done(whole) {
  button.disabled = false;
  note.className = "quiet";
  note.textContent = `${whole.model} at step ${count(whole.step)} · ${count(whole.characters)} characters · ${fixed(whole.bits, 2)} bits per character · `
    + `${millis(whole.generationMillis)} to write · seed ${whole.seed} · checkpoint ${whole.checkpoint?.slice(0, 12)}`;
  load();
}

async function load() {
  const side = document.getElementById("side");
  if (!side) return;
  try {
    const [overview, stream, learning] = await Promise.all([get("api/answers"), get("api/stream"), get("api/learning")]);
    side.replaceChildren(...figures(overview, stream));
    recent(overview.newest);
    options(learning.models.map((model) => model.name));
    if (!note.textContent || note.dataset.waits) waits(unknown("training-metrics") ?? (models.length ? "" : "No model yet: prompts wait for the first checkpoint of a trainer (bin/inkstream train)."));
  } catch (problem) {
    if (!(problem instanceof Away)) side.replaceChildren(el("p.trouble", { role: "alert" }, problem.message));
  }
}

function options(names) {
  if (names.join() === models.join()) return;
  models = names;
  const unnamed = !names.length || names.includes("default"); // without a name, the generator's own default answers
  form.elements.model.replaceChildren(...(unnamed ? [el("option", { value: "" }, "default")] : []), ...names.filter((name) => name !== "default").map((name) => el("option", { value: name }, name)));
}

function figures(overview, { instances, cluster }) {
  const sum = (name) => instances.reduce((total, one) => (one.figures[name] == null ? total : (total ?? 0) + one.figures[name]), null);
  const lag = unknown("") ? null : cluster.topics.find((topic) => topic.name === "prompts")?.partitions.reduce((total, one) => total + (one.lag ?? 0), 0);
  const row = (name, { p50, p90, p99 }) => [name, millis(p50), millis(p90), millis(p99)];
  return [
    el("section.figures", null, figure("replies in the last minute", count(unknown("") ? null : overview.perMinute), true),
      figure("being answered", count(sum("inkstream_generate_running"))), figure("waiting their turn", count(sum("inkstream_generate_waiting"))),
      figure("unread on prompts", count(lag))),
    el("section.card", null, el("h2", null, "How long it takes"),
      overview.timed ? table([{ name: "time" }, { name: "median", number: true }, { name: "90 %", number: true }, { name: "99 %", number: true }],
        [row("in the queue", overview.queue), row("to the first character", overview.firstCharacter), row("to the whole reply", overview.whole)])
        : el("p.empty", null, unknown("generated-text") ?? "Percentiles appear with the first replies."),
      overview.timed || overview.waited ? el("p.quiet", null, [overview.timed && (overview.timed === 1 ? "Of one reply." : `Of the last ${count(overview.timed)} replies.`),
        overview.waited && ` Without ${count(overview.waited)} that waited for the first model.`].filter(Boolean).join("")) : null),
  ].filter(Boolean);
}

function recent(replies) {
  const card = document.getElementById("recent");
  if (card.contains(document.activeElement)) return;
  card.replaceChildren(el("h2", null, "Recent replies"), replies.length ? el("div.list", null, replies.slice(0, 20).map((one) => el("article", null,
    el("pre", null, one.prompt == null ? null : el("span.asked", null, visible(one.prompt)), one.error ? el("span.bad", null, visible(one.error)) : visible(one.text)),
    el("p.quiet.wrap", null, [clock(one.finishedAt), one.model, one.step == null ? null : `step ${count(one.step)}`, one.session ? `session ${visible(one.session)}` : null,
      one.bits == null ? null : `${fixed(one.bits, 2)} bits per character`, one.finishReason.toLowerCase(),
      one.seed == null ? null : `seed ${one.seed}`, one.checkpoint ? `checkpoint ${one.checkpoint.slice(0, 12)}` : null].filter(Boolean).join(" · ")))))
    : el("p.empty", null, unknown("generated-text") ?? ["No replies yet. Type a prompt above, or run ", el("code", null, "bin/inkstream prompt TEXT"), "."]));
}

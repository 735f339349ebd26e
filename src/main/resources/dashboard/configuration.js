import { get } from "./api.js";
import { el, table } from "./format.js";

let settings, list, filter, changed;

export async function open(main) {
  settings = [];
  filter = el("input", { type: "search", placeholder: "Find a key …", "aria-label": "Find a key", oninput: show });
  changed = el("input", { type: "checkbox", id: "changed", onchange: show });
  list = el("div");
  main.append(el("section.card", null, el("div.head", null, el("h2", null, "Effective configuration"), el("div.head", null, el("label", { for: "changed", class: "head" }, changed, "only what was set"), filter)),
    el("p.quiet", null, "The dashboard’s own settings; secrets are masked. The meaning of every key: bin/inkstream config --markdown."), list));
  await load();
}

export function event(name) {
  if (name === "open") load();
}

async function load() {
  try {
    settings = (await get("api/configuration")).settings;
    show();
  } catch (problem) {
    list.replaceChildren(el("p.trouble", { role: "alert" }, problem.message));
  }
}

function show() {
  const wanted = filter.value.trim().toLowerCase();
  const found = settings.filter(({ key, source }) => key.includes(wanted) && (!changed.checked || !/^(default|profile .*)$/.test(source)));
  list.replaceChildren(found.length ? table([{ name: "key" }, { name: "value", wrap: true }, { name: "from" }],
    found.map(({ key, value, source, secret }) => [el("span.mono", null, key), secret && value ? el("span.quiet", { title: "a secret" }, value) : el("span.mono", null, value || "–"), el("span.quiet", null, source)]), "table.tall")
    : el("p.empty", null, "No key matches."));
}

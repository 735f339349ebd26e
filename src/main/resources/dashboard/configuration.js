import { Away, get } from "./api.js";
import { count, el, table } from "./format.js";

/** What has no entry of its own goes to the Kafka clients as it is. */
const PASSED_ON = "Kafka clients";

let settings, keys, list, filter, changed;

export async function open(main) {
  settings = [];
  keys = new Map();
  filter = el("input", { type: "search", placeholder: "Find a key or a word …", "aria-label": "Find a key or a word of its meaning", oninput: show });
  changed = el("input", { type: "checkbox", id: "changed", onchange: show });
  list = el("div.stack", { id: "settings" });
  main.append(el("section.card", null, el("div.head", null, el("h2", null, "Effective configuration"), el("div.head", null, el("label", { for: "changed", class: "head" }, changed, "only what was set"), filter)),
    el("p.quiet", null, "The dashboard’s own settings; trainers and generators may have others. Secrets are masked.")), list);
  await load();
}

export function event(name) {
  if (name === "open") load();
}

async function load() {
  try {
    const found = await get("api/configuration");
    settings = found.settings;
    keys = new Map(found.keys.map((one) => [one.key, one]));
    show();
  } catch (problem) {
    if (!(problem instanceof Away)) list.replaceChildren(el("p.trouble", { role: "alert" }, problem.message));
  }
}

const isSet = ({ source }) => !/^(default|profile .*)$/.test(source);
const groupOf = ({ key }) => keys.get(key)?.group ?? PASSED_ON;

function show() {
  const wanted = filter.value.trim().toLowerCase();
  const found = settings.filter((one) => (`${one.key} ${keys.get(one.key)?.meaning ?? ""}`).toLowerCase().includes(wanted) && (!changed.checked || isSet(one)));
  const names = [...new Set([...keys.values()].map(({ group }) => group)), PASSED_ON];
  const groups = names.map((name) => [name, found.filter((one) => groupOf(one) === name)]).filter(([, all]) => all.length);
  list.replaceChildren(...(groups.length ? groups.map(([name, all]) => group(name, all)) : [el("p.empty", null, "No key matches.")]));
}

const group = (name, all) => el("section.card", { "aria-label": name }, el("div.head", null, el("h2", null, name), el("span.quiet", null, `${count(all.length)} ${all.length === 1 ? "key" : "keys"}`)),
  table([{ name: "key and meaning", wrap: true }, { name: "value", wrap: true }, { name: "default", wrap: true }, { name: "from", wrap: true }], all.map(row), "table.tall.keys"));

function row(setting) {
  const { key, value, source, secret } = setting;
  const known = keys.get(key);
  return [
    el("div", null, el("b.mono", null, key), known && el("div.quiet", null, known.meaning, " ", el("span", null, `Expected: ${known.expected}.`))),
    el(secret && value ? "span.quiet" : isSet(setting) ? "b.mono" : "span.mono", { title: secret && value ? "a secret" : null }, value || "–"),
    el("span.quiet.mono", null, known?.standard ?? "–"),
    el("span.quiet", null, source)];
}

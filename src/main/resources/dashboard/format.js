// Numbers and texts as the pages show them. Texts go into the page as text nodes only: nothing that was learned or asked can run.

const whole = new Intl.NumberFormat("en", { maximumFractionDigits: 0 });
const short = new Intl.NumberFormat("en", { notation: "compact", maximumFractionDigits: 1 });

export const count = (n) => (n == null ? "–" : whole.format(n));
export const compact = (n) => (n == null ? "–" : short.format(n));
export const fixed = (n, digits = 3) => (n == null || !isFinite(n) ? "–" : n.toFixed(digits));
export const plain = (n) => (n == null ? "–" : Number(n.toPrecision(4)).toString());

export function bytes(n) {
  if (n == null) return "–";
  const power = n < 1024 ? 0 : Math.min(4, Math.floor(Math.log2(n) / 10));
  return `${(n / 1024 ** power).toFixed(power && n / 1024 ** power < 100 ? 1 : 0)} ${["B", "KiB", "MiB", "GiB", "TiB"][power]}`;
}

export function millis(ms) {
  if (ms == null) return "–";
  return ms < 1000 ? `${ms.toFixed(ms < 10 ? 1 : 0)} ms` : seconds(ms / 1000);
}

export function seconds(s) {
  if (s == null) return "–";
  if (s < 60) return `${s.toFixed(s < 10 ? 1 : 0)} s`;
  if (s < 3600) return `${Math.floor(s / 60)} min ${Math.round(s % 60)} s`;
  return s < 172800 ? `${(s / 3600).toFixed(1)} h` : `${(s / 86400).toFixed(1)} days`;
}

export const clock = (ms) => new Date(ms).toLocaleTimeString("en-GB");
export const moment = (ms) => new Date(ms).toLocaleString("en-GB");

/** An element: el("p.quiet", {title: "…"}, "text", child, …). */
export function el(what, attributes, ...children) {
  const [tag, ...classes] = what.split(".");
  const element = document.createElement(tag || "div");
  if (classes.length) element.className = classes.join(" ");
  for (const [name, value] of Object.entries(attributes ?? {})) {
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (value === true) element.setAttribute(name, "");
    else if (value != null && value !== false) element.setAttribute(name, value);
  }
  element.append(...children.flat().filter((child) => child != null && child !== false));
  return element;
}

export const figure = (name, value, lead) => el(lead ? "div.figure.lead" : "div.figure", null, el("small", null, name), el("b", null, value));

/** Characters that do not show, or turn the text around, shown. */
export const visible = (text) => text.replace(/[\p{Cc}\p{Cn}\p{Co}\ufffd\u202a-\u202e\u2066-\u2069]/gu, (one) => (one === "\n" || one === "\t" ? one : "·"));

export function table(columns, rows, kind = "table") {
  return el("div.scroll", null, el(kind, null,
    el("thead", null, el("tr", null, columns.map((column) => el(column.number ? "th.number" : "th", { scope: "col" }, column.name)))),
    el("tbody", null, rows.map((row) => el("tr", null, row.map((cell, i) =>
      el(columns[i].number ? "td.number" : columns[i].wrap ? "td.wrap" : "td", { "data-name": columns[i].name }, cell ?? "–")))))));
}

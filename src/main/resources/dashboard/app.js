import { listen } from "./api.js";
import * as asking from "./asking.js";
import { el } from "./format.js";
import * as state from "./state.js";
import * as learning from "./learning.js";
import * as checkpoints from "./checkpoints.js";
import * as answers from "./answers.js";
import * as stream from "./stream.js";
import * as news from "./news.js";
import * as configuration from "./configuration.js";

const pages = { learning, checkpoints, answers, stream, news, configuration };
const main = document.getElementById("page");
let page;

function open() {
  const name = location.hash.slice(1).split("/")[0];
  const next = pages[name] ?? learning;
  if (next === page) return;
  page?.close?.();
  page = next;
  for (const link of document.querySelectorAll("nav a")) {
    const here = pages[link.hash.slice(1)] === page;
    here ? link.setAttribute("aria-current", "page") : link.removeAttribute("aria-current");
    if (!here) continue;
    document.title = `${link.textContent} – Inkstream`;
    link.scrollIntoView({ block: "nearest", inline: "nearest" });
  }
  main.dataset.page = Object.keys(pages).find((one) => pages[one] === page);
  main.replaceChildren(el("h1", null, document.title));
  page.open(main);
}

addEventListener("hashchange", () => {
  open();
  main.focus({ preventScroll: true });
});
// 1 to 6 open the pages, outside of fields.
addEventListener("keydown", (event) => {
  const typing = event.target.closest("input, textarea, select");
  const link = document.querySelectorAll("nav a")[Number(event.key) - 1];
  if (link && !typing && !event.ctrlKey && !event.altKey && !event.metaKey) location.hash = link.hash;
});
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => page?.event?.("colours"));
open();
state.watch(() => page?.event?.("state"));
listen((name, data) => {
  if (name === "open" || name === "lost" || name === "state") state.take(name, data);
  if (name === "piece") asking.take(data);
  if (name === "open") asking.begin();
  if (name === "lost") asking.end();
  if (name !== "state") page?.event?.(name, data);
});

import { get } from "./api.js";
import { count, el, figure, fixed, moment, seconds, table, visible } from "./format.js";

let timer, opened, made;

export function open(main) {
  opened = new Set();
  made = new Map();
  main.append(el("div.stack", { id: "stream" }));
  load();
  timer = setInterval(load, 2000);
}

export function close() {
  clearInterval(timer);
}

export function event(name) {
  if (name === "open") load();
}

async function load() {
  const place = document.getElementById("stream");
  if (!place) return;
  try {
    const stream = await get("api/stream");
    const parts = [stream.cluster.trouble && el("p.trouble", { role: "alert" }, stream.cluster.trouble),
      stream.registry && el("p.trouble", { role: "alert" }, stream.registry),
      figures(stream), topics(stream.cluster), instances(stream),
      steady(deadLetters, stream.deadLetters)].filter(Boolean);
    for (const old of [...place.children]) if (!parts.includes(old)) old.remove();
    let next = place.firstChild;
    for (const part of parts) {
      if (part === next) next = next.nextSibling;
      else place.insertBefore(part, next);
    }
  } catch (problem) {
    place.replaceChildren(el("p.trouble", { role: "alert" }, problem.message));
  }
}

/** What has not changed stays as it is: somebody may be reading it, with the keyboard's focus in it. */
function steady(part, data) {
  const json = JSON.stringify(data);
  if (made.get(part)?.json !== json) made.set(part, { json, element: part(data) });
  return made.get(part).element;
}

const valuesOf = (instances, name) => instances.flatMap((one) => Object.entries(one.figures).filter(([key]) => key === name || key.startsWith(`${name}{`)).map(([, value]) => value));

function figures({ cluster, instances, passedOver, deadLetters: letters }) {
  const lag = valuesOf(instances, "inkstream_train_lag_characters");
  const delay = valuesOf(instances, "inkstream_train_delay_seconds");
  const age = valuesOf(instances, "inkstream_train_checkpoint_age_seconds");
  const drift = valuesOf(instances, "inkstream_train_drift");
  const unread = (name) => cluster.topics.find((topic) => topic.name === name)?.partitions.reduce((sum, one) => sum + (one.lag ?? 0), 0);
  const dead = cluster.topics.find((topic) => topic.name === "inkstream-dead-letters")?.partitions.reduce((sum, one) => sum + one.records, 0);
  return el("section.figures", { id: "figures" },
    figure("characters to learn", lag.length ? count(lag.reduce((a, b) => a + b)) : "–", true),
    figure("from written to learned", delay.length ? seconds(Math.max(...delay)) : "–", true),
    figure("unread on corpus-in", count(unread("corpus-in"))), figure("unread on prompts", count(unread("prompts"))),
    figure("drift of the text", drift.length ? deviations(Math.max(...drift)) : "–"),
    figure("newest checkpoint", age.length ? `${seconds(Math.min(...age))} ago` : "–"), figure("dead letters", count(dead ?? letters.length)),
    passedOver > 0 && figure("records skipped", count(passedOver)));
}

/** How far above what came before, in standard deviations. */
const deviations = (z) => `${z < 0 ? "−" : "+"}${fixed(Math.abs(z), 1)} σ`;

function topics({ topics: all, groups }) {
  const rows = all.flatMap((topic) => topic.partitions.map((partition) => [el("span.mono", null, `${topic.name}-${partition.number}`),
    partition.lag == null ? "" : count(partition.lag), count(partition.end), count(partition.records), count(partition.beginning)]));
  return el("section.card", null, el("h2", null, "Topics"),
    rows.length ? table([{ name: "partition" }, { name: "lag", number: true }, { name: "end", number: true }, { name: "offsets held", number: true }, { name: "first", number: true }], rows)
      : el("p.empty", null, "There are no topics yet. Create them with ", el("code", null, "bin/inkstream topics create"), "."),
    groups.length ? el("p.quiet", null, groups.map((group) => `${group.name}: ${group.state.toLowerCase()}, ${group.members.length} member${group.members.length === 1 ? "" : "s"}`).join(" · ")) : null);
}

function instances({ instances: all, cluster }) {
  const rows = all.flatMap((one) => one.topologies == null
    ? [[el("span.mono", null, one.address), el("span.bad", null, one.trouble), "", "", ""]]
    : one.topologies.map((topology) => [
      el("span", null, `${topology.topology} ${topology.instance}`, el("br"), el("small", null, one.address)),
      el("span", { class: topology.ok ? "good" : "bad", title: topology.why }, topology.state.toLowerCase(), topology.ok ? null : el("div", null, topology.why)),
      tasks(topology.tasks.filter((task) => !task.standby)), tasks(topology.tasks.filter((task) => task.standby)),
      topology.restores.length ? el("div", null, topology.restores.map(restore)) : el("span.quiet", null, "nothing")]));
  const members = cluster.groups.flatMap((group) => group.members.map((member) => [el("span", null, member.instance || member.client), member.host, el("span.mono", null, member.partitions.join(", ") || "none")]));
  return el("section.card", null, el("h2", null, "Instances"),
    rows.length ? table([{ name: "instance" }, { name: "state" }, { name: "tasks" }, { name: "standbys" }, { name: "restoring" }], rows)
      : el("p.empty", null, "This dashboard does not know the instances: set ", el("code", null, "dashboard.instances"), " to host:port of each (their http.port), to see tasks, standbys, restores and queues. What the brokers know of them is below."),
    members.length ? table([{ name: "member of a group" }, { name: "host" }, { name: "partitions", wrap: true }], members)
      : el("p.empty", null, "No trainer and no generator is connected. Start them with ", el("code", null, "bin/inkstream train"), " and ", el("code", null, "bin/inkstream generate"), "."));
}

const tasks = (all) => (all.length ? el("span.mono", { title: all.map((task) => `${task.id}: ${task.partitions.join(", ")}`).join("\n") }, all.map((task) => task.id).join(", ")) : "–");

function restore({ store, partition, left, done, secondsLeft }) {
  const bar = el("i");
  bar.style.transform = `scaleX(${done})`;
  return el("div", null, `${store}-${partition} `, el("span.bar", { role: "progressbar", "aria-valuenow": Math.round(done * 100), "aria-label": "restored" }, bar),
    ` ${fixed(done * 100, 0)} %, ${count(left)} left${secondsLeft == null ? "" : `, ${seconds(secondsLeft)}`}`);
}

function deadLetters(letters) {
  return el("section.card", null, el("h2", null, "Dead letters"), letters.length ? el("div.list", null, letters.map((letter) => {
    const name = `${letter.topic}-${letter.partition}@${letter.offset}`;
    const details = el("details", { open: opened.has(name) }, el("summary", null, `content, ${count(letter.bytes)} bytes`),
      letter.hex == null ? el("p.quiet", null, "It had no value.") : el("div.hex", null, el("pre", null, letter.hex + (letter.bytes > 256 ? " …" : "")), el("pre", null, visible(letter.text))));
    details.addEventListener("toggle", () => (details.open ? opened.add(name) : opened.delete(name)));
    return el("article", null, el("p", null, el("span.mono", null, name), el("span.quiet", null, ` · ${moment(letter.time)}`)), el("p.bad", null, visible(letter.reason)), details);
  })) : el("p.empty", null, "None: every record so far could be used."));
}

import { Away, get } from "./api.js";
import { deadLetters } from "./deadletters.js";
import { rate, remember } from "./rates.js";
import { agoThere, current, unknown } from "./state.js";
import { bytes, count, el, figure, fixed, seconds, table } from "./format.js";

/** So many dead letters the server has; of more, it knows the offsets, among which are the ends of transactions. */
const LETTERS_MAX = 50;

let timer, made;

export function open(main) {
  made = new Map();
  main.append(el("div.stack", { id: "stream" }));
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
  const place = document.getElementById("stream");
  if (!place) return;
  try {
    const stream = await get("api/stream");
    remember(stream.cluster);
    const parts = [current()?.brokers && stream.cluster.trouble && el("p.trouble", { role: "alert" }, stream.cluster.trouble),
      stream.registry && el("p.trouble", { role: "alert" }, stream.registry),
      figures(stream), topics(stream.cluster), instances(stream),
      steady(deadLetters, stream.deadLetters, load)].filter(Boolean);
    for (const old of [...place.children]) if (!parts.includes(old)) old.remove();
    let next = place.firstChild;
    for (const part of parts) {
      if (part === next) next = next.nextSibling;
      else place.insertBefore(part, next);
    }
  } catch (problem) {
    if (!(problem instanceof Away)) place.replaceChildren(el("p.trouble", { role: "alert" }, problem.message));
  }
}

/** What has not changed stays as it is: somebody may be reading it, with the keyboard's focus in it. */
function steady(part, data, again) {
  const json = JSON.stringify([data, unknown("")]);
  if (made.get(part)?.json !== json) made.set(part, { json, element: part(data, again) });
  return made.get(part).element;
}

const valuesOf = (instances, name) => instances.flatMap((one) => Object.entries(one.figures).filter(([key]) => key === name || key.startsWith(`${name}{`)).map(([, value]) => value));

function figures({ cluster, instances, passedOver, deadLetters: letters }) {
  const lag = valuesOf(instances, "inkstream_train_lag_characters");
  const delay = valuesOf(instances, "inkstream_train_delay_seconds");
  const age = valuesOf(instances, "inkstream_train_checkpoint_age_seconds");
  const drift = valuesOf(instances, "inkstream_train_drift");
  const unread = (name) => (unknown("") ? null : cluster.topics.find((topic) => topic.name === name)?.partitions.reduce((sum, one) => sum + (one.lag ?? 0), 0));
  const dead = cluster.topics.find((topic) => topic.name === "inkstream-dead-letters")?.partitions.reduce((sum, one) => sum + one.records, 0);
  return el("section.figures", { id: "figures" },
    figure("lag in characters", lag.length ? count(lag.reduce((a, b) => a + b)) : "–", true),
    figure("from writing to training", delay.length ? seconds(Math.max(...delay)) : "–", true),
    figure("unread on corpus-in", count(unread("corpus-in"))), figure("unread on prompts", count(unread("prompts"))),
    figure("drift of the text", drift.length ? deviations(Math.max(...drift)) : "–"),
    figure("newest checkpoint", age.length ? `${seconds(Math.min(...age))} ago` : "–"), figure("dead letters", letters.length < LETTERS_MAX ? count(unknown("") ? null : letters.length) : `about ${count(dead)}`),
    passedOver > 0 && figure("records skipped", count(passedOver)));
}

/** How far above what came before, in standard deviations. */
const deviations = (z) => `${z < 0 ? "−" : "+"}${fixed(Math.abs(z), 1)} σ`;

function topics({ topics: all, groups, asOf }) {
  const rows = all.flatMap((topic) => topic.partitions.map((partition) => [el("span.mono", null, `${topic.name}-${partition.number}`),
    partition.lag == null ? "" : count(partition.lag), fixed(rate(topic.name, partition.number), 1), bytes(partition.bytes || !partition.records ? partition.bytes : null), count(partition.end), count(partition.records), count(partition.beginning)]));
  return el("section.card", null, el("div.head", null, el("h2", null, "Topics"), asOf && !current()?.brokers && el("span.quiet", null, "as of ", agoThere(asOf))),
    rows.length ? table([{ name: "partition" }, { name: "lag", number: true }, { name: "offsets per second", number: true }, { name: "size", number: true }, { name: "end", number: true }, { name: "offsets held", number: true }, { name: "first", number: true }], rows)
      : el("p.empty", null, asOf ? "There are no topics yet. Create them with " : unknown("the topics") ?? "Asking the brokers …", asOf && el("code", null, "bin/inkstream topics create")),
    groups.length ? el("p.quiet", null, groups.map((group) => `${group.name}: ${group.state.toLowerCase()}, ${group.members.length} member${group.members.length === 1 ? "" : "s"}`).join(" · ")) : null);
}

function instances({ instances: all, cluster }) {
  const rows = all.flatMap((one) => one.topologies == null
    ? [[el("span.mono", null, one.address), el("span.bad", null, one.trouble), "", "", ""]]
    : one.topologies.map((topology) => [
      el("span", null, `${topology.topology} ${topology.instance}`, el("br"), el("small", null, one.address)),
      el("span", { class: !topology.ok ? "bad" : unknown("") ? "quiet" : "good", title: topology.why }, topology.state.toLowerCase(), topology.ok ? null : el("div", null, topology.why)),
      tasks(topology.tasks.filter((task) => !task.standby)), tasks(topology.tasks.filter((task) => task.standby)),
      topology.restores.length ? el("div", null, topology.restores.map(restore)) : el("span.quiet", null, "nothing")]));
  const members = cluster.groups.flatMap((group) => group.members.map((member) => [el("span", null, member.instance || member.client), member.host, el("span.mono", null, member.partitions.join(", ") || "none")]));
  return el("section.card", null, el("h2", null, "Instances"),
    rows.length ? table([{ name: "instance" }, { name: "state" }, { name: "tasks" }, { name: "standbys" }, { name: "restoring" }], rows)
      : el("p.empty", null, "The dashboard does not know the instances: set ", el("code", null, "dashboard.instances"), " to host:port of each (their http.port), to see tasks, standbys, restores and queues. What the brokers know of them is below."),
    members.length ? table([{ name: "member of a group" }, { name: "host" }, { name: "partitions", wrap: true }], members)
      : !current()?.brokers ? el("p.empty", null, unknown("")) : el("p.empty", null, "No trainer and no generator is connected. Start them with ", el("code", null, "bin/inkstream train"), " and ", el("code", null, "bin/inkstream generate"), "."));
}

const tasks = (all) => (all.length ? el("span.mono", { title: all.map((task) => `${task.id}: ${task.partitions.join(", ")}`).join("\n") }, all.map((task) => task.id).join(", ")) : "–");

function restore({ store, partition, left, done, secondsLeft }) {
  const bar = el("i");
  bar.style.transform = `scaleX(${done})`;
  return el("div", null, `${store}-${partition} `, el("span.bar", { role: "progressbar", "aria-valuenow": Math.round(done * 100), "aria-label": "restored" }, bar),
    ` ${fixed(done * 100, 0)} %, ${count(left)} left${secondsLeft == null ? "" : `, ${seconds(secondsLeft)}`}`);
}

// How fast the ends of partitions move: from two pictures of the brokers that are half a minute apart at most.

const SPAN = 30000;
const LEAST = 2000;
let pictures = [];

/** Takes a picture of the brokers, if it is a new one. */
export function remember({ topics, asOf }) {
  if (asOf == null || asOf === pictures.at(-1)?.asOf) return;
  pictures.push({ asOf, ends: new Map(topics.flatMap(({ name, partitions }) => partitions.map(({ number, end }) => [`${name}-${number}`, end]))) });
  pictures = pictures.filter((one) => asOf - one.asOf <= SPAN);
}

/** Offsets per second of a partition lately; null while it is not known. */
export function rate(topic, partition) {
  const [first, last] = [pictures[0], pictures.at(-1)];
  const name = `${topic}-${partition}`;
  if (!first || last.asOf - first.asOf < LEAST || !first.ends.has(name) || Date.now() - last.asOf > SPAN) return null;
  return Math.max(0, last.ends.get(name) - first.ends.get(name)) / ((last.asOf - first.asOf) / 1000);
}

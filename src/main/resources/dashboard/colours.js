// A colour for each model, which stays its own: by its name, whatever is chosen, and in whatever order.

const COLOURS = 8;

export const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

function hash(name) {
  let sum = 2166136261;
  for (const character of name) sum = Math.imul(sum ^ character.codePointAt(0), 16777619) >>> 0;
  return ((sum ^ (sum >>> 13)) >>> 0) % COLOURS;
}

/** The names of the colours of these models; two have the same only where there are more models than colours. */
export function inks(models) {
  const found = new Map();
  const taken = new Set();
  for (const name of [...models].sort()) {
    let ink = models.length === 1 ? 0 : hash(name);
    for (let i = 0; taken.size < COLOURS && taken.has(ink) && i < COLOURS; i++) ink = (ink + 1) % COLOURS;
    if (taken.size < COLOURS) taken.add(ink);
    found.set(name, `--model-${ink}`);
  }
  return found;
}

// Text in the colours of what its characters cost, in bits.
import { el, visible } from "./format.js";

/** Limits in bits from one shade to the next: expected, …, a wild guess. */
const SHADES = [1, 2, 4, 6, 9];
const shade = (bits) => SHADES.filter((limit) => bits >= limit).length;

export const scale = () => el("span.scale", { "aria-hidden": "true" }, "expected", [0, 1, 2, 3, 4, 5].map((i) => el(`i.h${i}`)), "surprising");

/** Each character of a reply with its surprise. One of several bytes has that of all of them together. */
export function characters(text, drawn) {
  let next = 0;
  return Array.from(text, (character) => {
    const bytes = drawn[next]?.text === character ? 1 : new TextEncoder().encode(character).length;
    const own = drawn.slice(next, (next += bytes));
    if (!own.length) return document.createTextNode(character);
    const bits = own.reduce((sum, one) => sum + one.bits, 0);
    return el(`span.h${shade(bits)}`, { "data-bits": bits.toFixed(2), title: `${bits.toFixed(2)} bits` }, visible(character));
  });
}

/** A text with bits for each character, or fewer; neighbours of one shade are one element. */
export function runs(all, bits) {
  const parts = [];
  let run = "";
  let of = -1;
  const end = () => run && parts.push(of > 0 ? el(`span.h${of}`, null, visible(run)) : visible(run));
  [...all].forEach((character, i) => {
    const next = i < bits.length ? shade(bits[i]) : 0;
    if (next !== of) {
      end();
      run = "";
      of = next;
    }
    run += character;
  });
  end();
  return parts;
}

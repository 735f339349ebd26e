// Prompts that pages send, and the pieces of their replies as the server's events bring them.
import { Away, post } from "./api.js";

const EARLY_MAX = 300;
const waiting = new Map();
let early = [];
let opened = [];
/** Of the events; null while none come. */
let connection = null;

const lost = () => new Away("The connection was lost before the reply was whole; ask again");

/** A reply that is an error, with the prompt's field that it is about. */
export class Refused extends Error {
  constructor({ error, errorField }) {
    super(error);
    this.field = errorField;
  }
}

/**
 * Sends a prompt; each({ text, drawn, last }) is given its pieces. Gives the whole reply.
 * It fails where the prompt is refused, the reply is an error, or the connection was lost meanwhile.
 * A prompt is sent once the events come, which its reply will be among.
 */
export async function ask(body, each) {
  if (!connection) await new Promise((resolve) => opened.push(resolve));
  const through = connection;
  const { id } = await post("api/prompts", body);
  if (through !== connection) throw lost();
  return new Promise((resolve, reject) => {
    waiting.set(id, { each, resolve, reject });
    const before = early.filter((piece) => piece.id === id);
    early = early.filter((piece) => piece.id !== id);
    before.forEach(take);
  });
}

/** Takes an event. A reply may be faster than the answer that says which id it has. */
export function take(piece) {
  const one = waiting.get(piece.id);
  if (!one) {
    early = [...early, piece].slice(-EARLY_MAX);
    return;
  }
  one.each(piece);
  if (!piece.last) return;
  waiting.delete(piece.id);
  piece.reply.error ? one.reject(new Refused(piece.reply)) : one.resolve(piece.reply);
}

/** The events come from now on. */
export function begin() {
  connection = Symbol();
  opened.forEach((go) => go());
  opened = [];
}

/** The events come no more: nothing of what is waited for will be whole. */
export function end() {
  connection = null;
  for (const { reject } of waiting.values()) reject(lost());
  waiting.clear();
}

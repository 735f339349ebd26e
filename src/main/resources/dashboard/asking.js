// Prompts that pages send, and the pieces of their replies as the server's events bring them.
import { Away, post } from "./api.js";

const EARLY_MAX = 300;
const waiting = new Map();
let early = [];

/**
 * Sends a prompt; each({ text, drawn, last }) is given its pieces. Gives the whole reply.
 * It fails where the prompt is refused, the reply is an error, or the connection was lost meanwhile.
 */
export async function ask(body, each) {
  const { id } = await post("api/prompts", body);
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
  piece.reply.error ? one.reject(new Error(piece.reply.error)) : one.resolve(piece.reply);
}

/** Pieces were missed: nothing of what is waited for will be whole. */
export function missed() {
  for (const { reject } of waiting.values()) reject(new Away("The connection was lost before the reply was whole; ask again"));
  waiting.clear();
}

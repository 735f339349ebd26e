// openai: what it lists, completes, streams, chats and scores.
import { readFileSync } from "node:fs";
import OpenAI from "openai";

const version = JSON.parse(readFileSync("node_modules/openai/package.json")).version;
console.log("version", version);
const client = new OpenAI({ baseURL: process.env.GATEWAY, apiKey: process.env.TOKEN, maxRetries: 0 });

const models = [];
for await (const model of client.models.list()) {
  models.push(model.id);
}
console.log("models", models.join(","));

const whole = await client.completions.create({ model: "default", prompt: "one hundred ", max_tokens: 20, seed: 7 });
console.log("completion", whole.choices[0].text.length, whole.choices[0].finish_reason, whole.usage.total_tokens);

let streamed = "";
for await (const piece of await client.completions.create({
  model: "default", prompt: "one hundred ", max_tokens: 20, seed: 7, stream: true,
})) {
  streamed += piece.choices[0]?.text ?? "";
}
console.log("stream", streamed === whole.choices[0].text ? "same" : "other");

const chat = await client.chat.completions.create({
  model: "default", messages: [{ role: "user", content: "one hundred" }], max_tokens: 20,
});
console.log("chat", chat.choices[0].message.role, chat.usage.completion_tokens);

const scored = await client.completions.create({
  model: "default", prompt: "one two", max_tokens: 0, echo: true, logprobs: 1,
});
const logprobs = scored.choices[0].logprobs.token_logprobs;
console.log("score", logprobs.length, logprobs[0], logprobs.slice(1).every((each) => each < 0));

try {
  await client.completions.create({ model: "default", prompt: "one ", temperature: 200 });
} catch (error) {
  console.log("refused", error.status, error instanceof OpenAI.BadRequestError, error.param);
}

// What a client library of others makes of the gateway: prints one line of JSON.
import OpenAI from "openai";

const [baseURL, apiKey] = process.argv.slice(2);
const client = new OpenAI({ baseURL, apiKey, maxRetries: 0 });

const whole = await client.completions.create({
  model: "default", prompt: "one ", max_tokens: 20, n: 2, seed: 5, logprobs: 2,
});

let streamed = "";
let finish = null;
let usage = null;
const stream = await client.completions.create({
  model: "default", prompt: "one ", max_tokens: 40, seed: 5, stream: true, user: "node",
  stream_options: { include_usage: true },
});
for await (const chunk of stream) {
  streamed += chunk.choices[0]?.text ?? "";
  finish = chunk.choices[0]?.finish_reason ?? finish;
  usage = chunk.usage ?? usage;
}

let error = null;
try {
  await client.completions.create({ model: "nobody", prompt: "x" });
} catch (e) {
  error = { name: e.constructor.name, status: e.status, param: e.param, code: e.code };
}
console.log(JSON.stringify({ whole, streamed, finish, usage, error }));
